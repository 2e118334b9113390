package demo

import (
	"fmt"
	"time"

	"motcua"
)

// story is made-up feedback as it goes through the demonstration's agencies, up
// to the step at which it stands.
type story struct {
	agency, title, text string
	class               motcua.FeedbackClass
	daysAgo             float64
	steps               []motcua.FeedbackEventKind // a day apart
	note                string                     // of the step that needs a text
	consent             bool
}

var (
	handled  = []motcua.FeedbackEventKind{motcua.EventReceived, motcua.EventClassified, motcua.EventAssigned}
	answered = append(handled[:3:3], motcua.EventAnswered, motcua.EventApproved)
)

var stories = []story{
	{"H41", "Quầy một cửa đóng cửa sớm", "Tôi đến nộp hồ sơ lúc 16 giờ nhưng quầy tiếp nhận đã đóng, không có thông báo nào.", motcua.ClassConduct, 1, nil, "", true},
	{"H41.44", "Chậm trả kết quả lý lịch tư pháp", "Hồ sơ cấp phiếu lý lịch tư pháp của tôi đã quá hẹn tám ngày mà chưa có kết quả.", motcua.ClassProcedure, 26, handled, "", true},
	{"H41", "Phải nộp bản sao đã có trên hệ thống", "Thủ tục đăng ký kết hôn vẫn yêu cầu bản sao giấy tờ đã có trong cơ sở dữ liệu dân cư.", motcua.ClassProcedure, 12, answered, "Từ nay người dân không phải nộp bản sao khi dữ liệu tra cứu được.", true},
	{"H05", "Không rõ nơi nộp hồ sơ sau sáp nhập", "Sau khi sắp xếp đơn vị hành chính, địa chỉ tiếp nhận trên cổng vẫn là địa chỉ cũ.", motcua.ClassMechanism, 6, handled[:1], "", false},
	{"G15", "Kiến nghị dùng giấy khai sinh điện tử", "Kiến nghị cho phép dùng bản điện tử của giấy khai sinh trong mọi thủ tục hộ tịch.", motcua.ClassPolicy, 40, answered, "Kiến nghị đã được tổng hợp, gửi đơn vị soạn thảo để nghiên cứu.", false},
}

// Feedback gives the demonstration's feedback as it stands at a moment. The
// agencies are told by their codes.
func Feedback(now time.Time, agencies func(code string) (motcua.ID, error), rules motcua.RuleSets, calendar *motcua.WorkingCalendar) ([]motcua.WholeFeedback, error) {
	out := make([]motcua.WholeFeedback, 0, len(stories))
	for i, s := range stories {
		agency, err := agencies(s.agency)
		if err != nil {
			return nil, err
		}
		w, err := s.tell(i, now, agency, rules, calendar)
		if err != nil {
			return nil, fmt.Errorf("demonstration feedback %d: %w", i+1, err)
		}
		out = append(out, w)
	}
	return out, nil
}

func (s *story) tell(i int, now time.Time, agency motcua.ID, rules motcua.RuleSets, calendar *motcua.WorkingCalendar) (w motcua.WholeFeedback, err error) {
	email := fmt.Sprintf("nguoi-thu-%d@example.invalid", i+1)
	w.Words = motcua.Words{Title: s.title, Text: s.text}
	w.Sender = motcua.Sender{Name: fmt.Sprintf("Người Gửi Minh Họa %d", i+1), Address: "Đường Minh Họa", Email: &email}
	f := &w.Feedback
	at := now.Add(-time.Duration(s.daysAgo * 24 * float64(time.Hour)))
	f.ID, f.Code, f.Channel, f.Origin = FeedbackID(i), motcua.NewTrackingCode(nil), motcua.FeedbackWeb, motcua.OriginDemo
	f.Consent, f.SubmittedAt = s.consent, at
	handler := "demo|handler"
	events := []motcua.FeedbackEvent{{Kind: motcua.EventSubmitted, Agency: agency, Consent: &s.consent, Actor: motcua.Actor{Kind: motcua.ActorSender}}}
	for _, kind := range s.steps {
		role := motcua.RolesFor(kind)[0]
		e := motcua.FeedbackEvent{Kind: kind, Actor: motcua.Actor{Kind: motcua.ActorOfficial, Subject: "demo|" + string(role), Name: "Cán bộ minh họa", Role: &role}}
		switch kind {
		case motcua.EventClassified:
			e.Class = &s.class
		case motcua.EventAssigned:
			e.Assignee = &handler
		case motcua.EventAnswered:
			e.Note = &s.note
		}
		events = append(events, e)
	}
	for n, e := range events {
		e.Feedback, e.At = f.ID, at.Add(time.Duration(n)*12*time.Hour)
		if e, err = f.Standing.Next(e, rules, calendar); err != nil {
			return w, err
		}
		if err := f.Standing.Apply(&e); err != nil {
			return w, err
		}
		w.Events, w.Episodes = append(w.Events, e), w.Episodes.Apply(&e, &f.Standing)
	}
	return w, nil
}

// FeedbackID names the i-th of the demonstration's feedback.
func FeedbackID(i int) motcua.ID { return motcua.DeriveID("demo feedback", fmt.Sprint(i)) }
