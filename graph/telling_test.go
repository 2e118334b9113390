package graph

import (
	"context"
	"errors"
	"testing"

	"motcua"
)

// feeds gives one feed, which is filled before.
type feeds struct{ feed *motcua.Feed }

func (f feeds) Subscribe(motcua.Interest) (*motcua.Feed, error) { return f.feed, nil }

// A notice that the database does not let be told waits for it, and those behind
// it wait as well; one that cannot be told at all ends the subscription with a
// word that something may be missing.
func TestNoNoticeIsLostInSilence(t *testing.T) {
	away := &motcua.Error{Kind: motcua.KindUnavailable, Message: "the database does not answer"}
	for name, tt := range map[string]struct {
		failure error
		want    []string
	}{
		"the database is away": {away, []string{"", "a", "b"}},
		"it cannot be read":    {errors.New("a row of another form"), []string{"", "RESYNC_REQUIRED"}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			feed := motcua.NewFeed(motcua.Interest{}, motcua.Position{}, nil)
			feed.Put(motcua.Notice{Feedbacks: []motcua.ID{"a"}})
			feed.Put(motcua.Notice{Feedbacks: []motcua.ID{"b"}})
			failures := 2
			told, err := follow(ctx, Config{Hub: feeds{feed}}, motcua.Interest{}, func(n motcua.Notice) (*string, error) {
				var text string
				switch {
				case n.End != nil:
					text = string(*n.End)
				case len(n.Feedbacks) == 0:
				case failures > 0:
					failures--
					return nil, tt.failure
				default:
					text = string(n.Feedbacks[0])
				}
				return &text, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				if got, ok := <-told; !ok || *got != want {
					t.Fatalf("told %v (goes on: %t), not %q", got, ok, want)
				}
			}
		})
	}
}
