package page

import "motcua"

// FeedbackNotice is what a subscription to feedback tells at once.
type FeedbackNotice struct {
	Feedback []*motcua.Feedback
	End      *motcua.FeedEnd // nil while more will follow
}
