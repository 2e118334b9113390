package demo

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"

	"motcua"
)

// Source is what the provenance of every record of this package names.
const Source = "demo"

// Note stands in every record of this package, in Vietnamese and English.
const Note = "Dữ liệu minh họa đã rút gọn, không phải văn bản chính thức; " +
	"hãy xem thủ tục trên Cổng Dịch vụ công quốc gia.\n" +
	"Shortened demonstration data, not official text; " +
	"see the procedure on the National Public Service Portal."

//go:embed catalogue/*.yaml
var catalogue embed.FS

// Records gives the demo catalogue in the form in which an import hands over
// records. Line counts through the whole catalogue; Raw is the entry as JSON.
func Records() ([]motcua.Record, error) { return read(catalogue) }

const (
	folder     = "catalogue"
	tablesFile = "tables.yaml"
)

func read(fsys fs.FS) ([]motcua.Record, error) {
	var shared tables
	if err := decodeFile(fsys, path.Join(folder, tablesFile), &shared); err != nil {
		return nil, err
	}
	files, err := fs.Glob(fsys, path.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var records []motcua.Record
	for _, file := range files {
		if path.Base(file) == tablesFile {
			continue
		}
		entries, err := readTheme(fsys, file)
		if err != nil {
			return nil, err
		}
		for i := range entries {
			record, err := shared.record(&entries[i].entry)
			if err != nil {
				return nil, fmt.Errorf("%s:%d: procedure %s: %w", file, entries[i].line, entries[i].Code, err)
			}
			record.Line = len(records) + 1
			records = append(records, record)
		}
	}
	return records, nil
}

func (t *tables) record(e *entry) (motcua.Record, error) {
	raw, err := json.Marshal(e)
	if err != nil {
		return motcua.Record{}, err
	}
	id, err := motcua.ParseID(e.ID)
	if err != nil {
		return motcua.Record{}, err
	}
	content, err := t.content(e)
	if err != nil {
		return motcua.Record{}, err
	}
	url := "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/" + string(id)
	return motcua.Record{
		Procedure:  id,
		Content:    content,
		Provenance: motcua.Provenance{Source: Source, SourceURL: &url},
		Doubts:     doubts(&content),
		Raw:        raw,
	}, nil
}
