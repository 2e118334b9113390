package feedback

import (
	"encoding/binary"
	"math"
	"strconv"
	"time"

	"motcua"
	"motcua/search/columns"
)

// The dimensions of the columns.
const (
	dimState = iota
	dimOpen  // what is left to do
	dimClass
	dimAgency // that holds it
	dimHeld   // all that hold or held it: their officials see it
	dimSector
	dimProcedure
	dimChannel
	dimAssignee
	dimRating
	dimAttachment
	dimLength // words of the text, for the ranking
)

// The orders of the columns.
const (
	orderDue = iota
	orderReceived
	orderUpdated
	orderRating
)

var schema = columns.Schema{
	Dimensions: []string{"state", "open", "class", "agency", "held by", "sector", "procedure", "channel",
		"assignee", "rating", "attachment", "length"},
	Orders: []string{"due day", "received", "updated", "rating"},
}

// officialRow is the row of the officials' columns. It is "in force" from the
// day of sending until the next step is due; where it has expired on a day, it
// is overdue then.
func officialRow(f *motcua.Feedback, length int) columns.Row {
	values := publicValues(f, length)
	values[dimOpen] = []string{left(f)}
	for _, agency := range f.Held {
		values[dimHeld] = append(values[dimHeld], string(agency))
	}
	values[dimChannel] = []string{string(f.Channel)}
	if f.Assignee != nil {
		values[dimAssignee] = []string{*f.Assignee}
	}
	due := columns.Days{From: int32(motcua.DateOf(f.SubmittedAt)), To: math.MaxInt32}
	if f.DueAt != nil {
		due.To = int32(*f.DueAt) + 1
	}
	return schema.Canonical(columns.Row{
		Key: string(f.ID), Values: values, Legal: due, Shown: columns.Always,
		Sort: [][]byte{dueSort(f.DueAt), timeSort(f.SubmittedAt), timeSort(f.ChangedAt), ratingSort(f.Rating)},
	})
}

// What is left to do: an agency has to, see [motcua.FeedbackState.Open]; it is
// pending without that, see [motcua.Standing.Pending]; nothing.
const leftOpen, leftPending, leftNothing = "open", "pending", "nothing"

func left(f *motcua.Feedback) string {
	switch {
	case f.State.Open():
		return leftOpen
	case f.Pending():
		return leftPending
	}
	return leftNothing
}

// publicRow holds what everybody may count. Who held it and who handles it is
// nobody's concern, and nothing published is due.
func publicRow(f *motcua.Feedback, length int) columns.Row {
	return schema.Canonical(columns.Row{
		Key: string(f.ID), Values: publicValues(f, length), Legal: columns.Always, Shown: columns.Always,
		Sort: [][]byte{nil, timeSort(f.SubmittedAt), timeSort(f.Public.At), ratingSort(f.Rating)},
	})
}

func publicValues(f *motcua.Feedback, length int) [][]string {
	values := make([][]string, len(schema.Dimensions))
	values[dimState] = []string{string(f.State)}
	values[dimAgency] = []string{string(f.Agency)}
	if f.Class != nil {
		values[dimClass] = []string{string(*f.Class)}
	}
	if f.Sector != nil {
		values[dimSector] = []string{string(*f.Sector)}
	}
	if f.Procedure != nil {
		values[dimProcedure] = []string{string(*f.Procedure)}
	}
	if f.Rating != nil {
		values[dimRating] = []string{strconv.Itoa(*f.Rating)}
	}
	values[dimAttachment] = []string{strconv.FormatBool(f.Attachments > 0)}
	values[dimLength] = []string{strconv.Itoa(length)}
	return values
}

// dueSort orders due days; what is not due comes behind all that is.
func dueSort(due *motcua.Date) []byte {
	if due == nil {
		return neverDue
	}
	return binary.BigEndian.AppendUint32(nil, uint32(*due)^1<<31) // the sign bit turned
}

// neverDue is the place behind all days.
var neverDue = []byte{0xff, 0xff, 0xff, 0xff}

// timeSort orders moments by the second.
func timeSort(t time.Time) []byte {
	return binary.BigEndian.AppendUint32(nil, uint32(min(max(t.Unix(), 0), math.MaxUint32)))
}

func ratingSort(rating *int) []byte {
	if rating == nil {
		return []byte{0}
	}
	return []byte{byte(*rating)}
}
