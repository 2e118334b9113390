package replica

import (
	"errors"
	"fmt"
	"time"

	"motcua"
)

// Damage is what was found wrong with a generation.
type Damage struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
	// Healed is when another generation served in its place.
	Healed *time.Time `json:"healed"`

	answers bool // only the copy on disk is wrong, not what is read from memory
}

// errDamaged is the answer between the damage and the end of the rebuild.
var errDamaged = &motcua.Error{Kind: motcua.KindUnavailable, Message: "the index was damaged and is being built anew"}

// found notes damage to a generation that is in use: it answers nothing more,
// unless only what a later start would read is wrong, and is built anew. That a
// check that runs over a swap misses files is no damage.
func (x *Index[E, V]) found(g *generation[E, V], reason error, answers bool) {
	if g.retired.Load() {
		return
	}
	d := x.damageOf(reason, answers)
	if !g.damage.CompareAndSwap(nil, d) {
		return // it is known, and may be healed by now
	}
	x.note(d)
	x.opts.Log.Error("the index is damaged; it is built anew", "reason", reason, "answers", answers)
	close(g.broken)
}

// noteStuck notes damage where a generation takes nothing more, and looks whether
// root.bolt is why: Bleve's goroutines may come upon it before a check. What was
// published of it answers on.
func (x *Index[E, V]) noteStuck(g *generation[E, V], err error) {
	if errors.Is(err, errStuck) && g.damage.Load() == nil {
		x.found(g, errors.Join(err, checkLiveRoot(g.path)), true)
	}
}

func (x *Index[E, V]) damageOf(reason error, answers bool) *Damage {
	return &Damage{At: x.opts.Clock(), Reason: reason.Error(), answers: answers}
}

// note makes damage known to the status.
func (x *Index[E, V]) note(d *Damage) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.damages++
	x.damage = *d
}

// heal notes that another generation serves. The index's lock is held.
func (x *Index[E, V]) heal() {
	if x.damages > 0 && x.damage.Healed == nil {
		now := x.opts.Clock()
		x.damage.Healed = &now
	}
}

// refuses says whether questions are refused because of damage.
func (g *generation[E, V]) refuses() bool {
	d := g.damage.Load()
	return d != nil && !d.answers
}

// retire ends a generation that serves no more. One that was damaged is kept for
// a look at it.
func (x *Index[E, V]) retire(g *generation[E, V]) {
	g.retired.Store(true)
	if err := g.closeSafely(); err != nil {
		x.opts.Log.Warn("the index before was not closed well", "reason", err)
	}
	if err := x.dispose(g); err != nil {
		x.opts.Log.Warn("the index before is left behind", "reason", err)
	}
}

func (x *Index[E, V]) dispose(g *generation[E, V]) error {
	if g.damage.Load() != nil && !g.spare {
		return x.folder.quarantine(g.number)
	}
	return g.remove()
}

// closeWithin bounds the closing of a damaged generation: a panic of bolt's in
// one of Bleve's goroutines leaves locks behind that nobody gives back.
const closeWithin = 2 * time.Second

var errLeftOpen = errors.New("it could not be closed, and stays open until the program ends")

// closeSafely closes a generation of which it is not sure that it is whole.
func (g *generation[E, V]) closeSafely() error {
	if g.damage.Load() == nil {
		return g.close()
	}
	closed := make(chan error, 1)
	go func() {
		defer faultsPanic()()
		defer func() {
			if r := recover(); r != nil {
				closed <- fmt.Errorf("close: panic: %v", r)
			}
		}()
		closed <- g.close()
	}()
	select {
	case err := <-closed:
		return err
	case <-time.After(closeWithin):
		return errLeftOpen
	}
}
