package portal

import (
	"strconv"
	"strings"
)

// tree is a JSON document as a flat list of nodes: a node's children follow
// it, up to its end.
type tree struct {
	text   string
	nodes  []node
	flaw   string // what is wrong with the text of node flawed
	faulty int32
}

type node struct {
	key    string // in an object
	text   string // a string without its escapes; another scalar as it stands
	parent int32
	pos    int32 // in an array
	end    int32 // the node after the last of the children
	kind   kind
	read   bool // somebody knows this field
	copy   bool // it repeats another field
}

// kind is the sort of a JSON value; its text is for refusals.
type kind byte

const (
	kindNull   kind = 'n'
	kindBool   kind = 'b'
	kindNumber kind = '0'
	kindString kind = '"'
	kindArray  kind = '['
	kindObject kind = '{'
)

func (k kind) String() string {
	switch k {
	case kindNull:
		return "null"
	case kindBool:
		return "a boolean"
	case kindNumber:
		return "a number"
	case kindString:
		return "a string"
	case kindArray:
		return "an array"
	}
	return "an object"
}

// clear forgets the document and keeps the memory.
func (t *tree) clear() {
	clear(t.nodes)
	*t = tree{nodes: t.nodes[:0]}
}

// split takes the document apart. It must be valid JSON: nothing is checked.
func (t *tree) split(text string) {
	t.text = text
	t.value(t.space(0), node{parent: -1})
}

// value reads the value that begins at byte i into a node, and gives the byte
// after it.
func (t *tree) value(i int, n node) int {
	at := int32(len(t.nodes))
	t.nodes = append(t.nodes, n)
	switch c := t.text[i]; c {
	case '{', '[':
		t.nodes[at].kind = kind(c)
		i = t.children(i, at)
	case '"':
		var s string
		s, i = t.str(i, at)
		t.nodes[at].kind, t.nodes[at].text = kindString, s
	default:
		end := t.scalarEnd(i)
		t.nodes[at].kind, t.nodes[at].text = scalarKind(c), t.text[i:end]
		i = end
	}
	t.nodes[at].end = int32(len(t.nodes))
	return i
}

func (t *tree) children(i int, at int32) int {
	object := t.text[i] == '{'
	for pos := int32(0); ; pos++ {
		i = t.space(i + 1) // past the bracket or the comma
		if c := t.text[i]; c == '}' || c == ']' {
			return i + 1
		}
		n := node{parent: at, pos: pos}
		if object {
			n.key, i = t.str(i, at)
			i = t.space(t.space(i) + 1) // past the colon
		}
		i = t.space(t.value(i, n))
		if t.text[i] != ',' {
			return i + 1
		}
	}
}

func (t *tree) space(i int) int {
	for i < len(t.text) && (t.text[i] == ' ' || t.text[i] == '\t' || t.text[i] == '\n' || t.text[i] == '\r') {
		i++
	}
	return i
}

func (t *tree) scalarEnd(i int) int {
	for i < len(t.text) && !strings.ContainsRune(",]} \t\r\n", rune(t.text[i])) {
		i++
	}
	return i
}

func scalarKind(c byte) kind {
	switch c {
	case 'n':
		return kindNull
	case 't', 'f':
		return kindBool
	}
	return kindNumber
}

// path names a node as a reader of the record would: detail.cases[0].code.
func (t *tree) path(at int32) string {
	n := &t.nodes[at]
	if n.parent < 0 {
		return ""
	}
	if t.nodes[n.parent].kind == kindArray {
		return t.path(n.parent) + "[" + strconv.Itoa(int(n.pos)) + "]"
	}
	return join(t.path(n.parent), n.key)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
