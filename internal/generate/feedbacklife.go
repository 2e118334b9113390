package generate

import (
	"encoding/json"

	"motcua"
)

var channels = []motcua.FeedbackChannel{
	motcua.FeedbackWeb, motcua.FeedbackWeb, motcua.FeedbackWeb, motcua.FeedbackWeb, motcua.FeedbackPortal, motcua.FeedbackPortal,
	motcua.FeedbackPortal, motcua.FeedbackTelephone, motcua.FeedbackEmail, motcua.FeedbackPost, motcua.FeedbackInPerson,
}

var sender = motcua.Actor{Kind: motcua.ActorSender}

// live makes everything that happens, until it is over or the time is.
func (l *life) live(i, first int) (motcua.WholeFeedback, error) {
	agency, topic := l.begin(i)
	l.whole.Sender = madeUpSender(l.m.seed, i)
	if l.chance(namedShare) {
		l.whole.Words.Text += " Liên hệ: " + l.whole.Sender.Name + ", điện thoại " + *l.whole.Sender.Telephone + "."
	}
	l.slow = 0.6 + float64(agency%7)/8
	if l.chance(slowShare) {
		l.slow *= 3
	}
	to := l.m.world.Agencies[agency].ID
	consent := l.whole.Feedback.Consent
	l.event(-0.01, sender, motcua.FeedbackEvent{Kind: motcua.EventSubmitted, Agency: to, Consent: &consent})
	if !l.chance(stallShare) && l.receive() && l.check(i, first, topic) {
		l.handle(topic)
	}
	return l.whole, l.err
}

func (l *life) here() motcua.ID { return l.whole.Feedback.Agency }

func (l *life) receiver() motcua.Actor {
	return l.official(l.here(), motcua.RoleReceiver, 1+l.random.IntN(2))
}

func (l *life) receive() bool {
	return l.event(l.soon(0.8), l.receiver(), motcua.FeedbackEvent{Kind: motcua.EventReceived})
}

// check is what comes before somebody handles it; false is that it went no
// further.
func (l *life) check(i, first int, t topic) bool {
	switch {
	case l.chance(refuseShare):
		reason := motcua.RefusalReasons()[l.random.IntN(len(motcua.RefusalReasons()))]
		note := "Nội dung không được tiếp nhận: " + reason.Label() + "."
		l.event(l.soon(0.7), l.receiver(), motcua.FeedbackEvent{Kind: motcua.EventRefused, Refusal: &reason, Note: &note})
		return false
	case l.chance(withdrawShare):
		l.event(l.soon(1), sender, motcua.FeedbackEvent{Kind: motcua.EventWithdrawn})
		return false
	case l.chance(sameShare) && i > first:
		other := l.m.feedbackID(first + l.random.IntN(i-first))
		l.event(l.soon(1), l.receiver(), motcua.FeedbackEvent{Kind: motcua.EventMarkedDuplicate, DuplicateOf: &other})
		return false
	case l.chance(askShare):
		note := pick(l.random, requests)
		if !l.event(l.soon(1.5), l.receiver(), motcua.FeedbackEvent{Kind: motcua.EventSupplementRequested, Note: &note}) || l.chance(0.3) {
			return false
		}
		given := pick(l.random, supplements)
		if !l.event(l.soon(3), sender, motcua.FeedbackEvent{Kind: motcua.EventSupplemented, Note: &given}) {
			return false
		}
	}
	for l.chance(forwardShare) && len(l.m.world.Agencies) > 1 {
		if !l.forward() {
			return false
		}
	}
	class := t.class
	return l.event(l.soon(0.4), l.receiver(), motcua.FeedbackEvent{Kind: motcua.EventClassified, Class: &class})
}

// forward sends it on, sometimes by mistake.
func (l *life) forward() bool {
	to := l.m.world.Agencies[l.m.agency(l.random)].ID
	if to == l.here() {
		return true
	}
	from := l.receiver()
	if !l.event(l.soon(0.7), from, motcua.FeedbackEvent{Kind: motcua.EventForwarded, To: &to}) {
		return false
	}
	switch {
	case l.chance(backShare / 2):
		return l.event(l.soon(0.2), from, motcua.FeedbackEvent{Kind: motcua.EventTakenBack})
	case l.chance(backShare):
		note := "Không thuộc thẩm quyền giải quyết của cơ quan."
		return l.event(l.soon(0.8), l.receiver(), motcua.FeedbackEvent{Kind: motcua.EventReturned, Note: &note})
	}
	return l.receive()
}

// handle leads to the answer and, where the sender agreed, to its publication.
func (l *life) handle(t topic) {
	by := l.official(l.here(), motcua.RoleHandler, 1+l.random.IntN(6))
	if !l.event(l.soon(0.6), l.receiver(), motcua.FeedbackEvent{Kind: motcua.EventAssigned, Assignee: &by.Subject}) {
		return
	}
	answer := l.answer(t)
	approver := l.official(l.here(), motcua.RoleApprover, 1)
	if !l.event(l.soon(6), by, motcua.FeedbackEvent{Kind: motcua.EventAnswered, Note: &answer}) ||
		!l.event(l.soon(1), approver, motcua.FeedbackEvent{Kind: motcua.EventApproved}) {
		return
	}
	if l.chance(reopenShare) {
		note := "Người gửi chưa đồng ý với trả lời."
		l.event(l.soon(4), l.receiver(), motcua.FeedbackEvent{Kind: motcua.EventReopened, Note: &note})
		return
	}
	if l.whole.Feedback.Consent && l.chance(publishShare) {
		l.publish(answer)
	}
	if rating := 1 + min(4, l.random.IntN(6)); l.chance(rateShare) {
		l.event(l.soon(2), sender, motcua.FeedbackEvent{Kind: motcua.EventRated, Rating: &rating})
	}
}

func (l *life) publish(answer string) {
	by := l.official(l.here(), motcua.RolePublisher, 1)
	r := motcua.ProposeRedaction(l.whole.Words, answer, &l.whole.Sender)
	text, err := json.Marshal(r)
	if err != nil {
		l.err = err
		return
	}
	note := string(text)
	if l.event(l.soon(0.5), by, motcua.FeedbackEvent{Kind: motcua.EventRedactionProposed, Note: &note}) &&
		l.event(l.soon(0.3), by, motcua.FeedbackEvent{Kind: motcua.EventRedactionConfirmed, Note: &note}) &&
		l.event(l.soon(0.3), by, motcua.FeedbackEvent{Kind: motcua.EventPublished}) {
		l.whole.Feedback.Public = &motcua.Publication{Title: r.Title, Text: r.Text, Answer: r.Answer, At: l.at}
	}
}
