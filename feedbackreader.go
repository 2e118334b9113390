package motcua

import "slices"

// FeedbackReader is for whom feedback is read. It is the one rule of who sees
// what of it:
//
//   - everybody sees what is published, and with the tracking code where the
//     feedback stands;
//   - officials see the feedback that their agencies, or agencies under them,
//     hold or once held, with its events and its text after masking;
//   - the words as they were written and the sender are for the officials who
//     handle feedback in the agency that holds it now, and for the sender, who
//     shows the secret that came with the submission.
//
// What somebody may not see does not exist for them.
type FeedbackReader struct {
	All      bool // every agency; Agencies is empty then
	Agencies []ID // whose feedback an official sees, in order

	PersonalAll bool // every agency; Personal is empty then
	Personal    []ID // agencies for which the official reads what is personal, in order

	Sender ID // the feedback whose secret was shown
}

// handling are the roles that cannot do their work without the sender's words.
// An auditor and an administrator can.
var handling = []Role{RoleReceiver, RoleHandler, RoleApprover, RolePublisher}

// FeedbackReader tells for whom the caller reads.
func (c Caller) FeedbackReader(tree *AgencyTree) FeedbackReader {
	var r FeedbackReader
	r.Agencies, r.All = c.Reach(tree, RoleReceiver, RoleHandler, RoleApprover, RolePublisher, RoleAuditor, RoleAdministrator)
	r.Personal, r.PersonalAll = c.Reach(tree, handling...)
	return r
}

// Official says whether the reader sees feedback as an official at all.
func (r FeedbackReader) Official() bool { return r.All || len(r.Agencies) > 0 }

// Sees says whether the reader sees feedback as an official or as its sender.
func (r FeedbackReader) Sees(f *Feedback) bool {
	return r.SeesAsOfficial(f) || r.Sender == f.ID
}

// SeesAsOfficial says whether one of the reader's agencies holds or held it.
func (r FeedbackReader) SeesAsOfficial(f *Feedback) bool {
	return r.All || slices.ContainsFunc(f.Held, func(a ID) bool { return in(r.Agencies, a) })
}

// ReadsPersonal says whether the reader may read the words and the sender.
func (r FeedbackReader) ReadsPersonal(f *Feedback) bool {
	return r.PersonalAll || in(r.Personal, f.Agency) || r.Sender == f.ID
}

func in(sorted []ID, id ID) bool {
	_, found := slices.BinarySearch(sorted, id)
	return found
}
