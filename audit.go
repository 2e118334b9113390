package motcua

import (
	"context"
	"io"
	"time"
)

// AuditEntry is one line of the audit log (nhật ký kiểm tra): who did or read
// what, on which record and when. It never holds the data itself, so it may be
// kept longer than what it speaks of. Law asks for at least twelve months
// (Decree 333/2026/NĐ-CP, Article 16.6).
type AuditEntry struct {
	ID        ID
	At        time.Time // set where it is written
	Subject   string    // see [Caller]; of an anonymous sender "sender", of the program "system"
	Name      string    // as the token or key gave it
	RequestID string    // in the log of requests; "" where no request asked
	Action    AuditAction
	Entity    string // sort of record, such as FEEDBACK, SENDER, EXPORT
	EntityID  *ID    // nil where it is about none, as with a search
	Agency    *ID    // that held the record then; nil is none, or several
	What      string // a name from the code, such as FORWARDED or XLSX, never a value
	Rows      *int   // how many records left by an export or were found
}

// AuditAction is what was done with a record.
type AuditAction string

// The values of AuditAction.
const (
	AuditRead     AuditAction = "READ"     // personal data was shown
	AuditSearch   AuditAction = "SEARCH"   // a person was looked for
	AuditAct      AuditAction = "ACT"      // an official made an event
	AuditUpload   AuditAction = "UPLOAD"   // a file came in
	AuditDownload AuditAction = "DOWNLOAD" // a file that is not public went out
	AuditExport   AuditAction = "EXPORT"   // a list went out
	AuditErase    AuditAction = "ERASE"    // personal data was destroyed
	AuditChange   AuditAction = "CHANGE"   // a setting was changed
)

var auditActions = &enum[AuditAction]{"AuditAction", []enumValue[AuditAction]{
	{AuditRead, "xem dữ liệu cá nhân"},
	{AuditSearch, "tra cứu người gửi"},
	{AuditAct, "xử lý"},
	{AuditUpload, "tải lên"},
	{AuditDownload, "tải xuống"},
	{AuditExport, "kết xuất"},
	{AuditErase, "xóa dữ liệu cá nhân"},
	{AuditChange, "thay đổi cấu hình"},
}}

// AuditActions lists the values in their order.
func AuditActions() []AuditAction { return auditActions.list() }

// Label is the Vietnamese term.
func (a AuditAction) Label() string { return auditActions.label(a) }

// MarshalText fails on an unknown value.
func (a AuditAction) MarshalText() ([]byte, error) { return auditActions.marshal(a) }

// UnmarshalText fails on an unknown value.
func (a *AuditAction) UnmarshalText(b []byte) error { return auditActions.unmarshal(b, a) }

// MarshalGQLContext writes the GraphQL enum.
func (a AuditAction) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return auditActions.write(w, a)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (a *AuditAction) UnmarshalGQLContext(_ context.Context, v any) error {
	return auditActions.read(v, a)
}

// AuditFilter restricts the audit log; what is nil restricts nothing.
type AuditFilter struct {
	Subject  *string
	Action   *AuditAction
	Entity   *string
	EntityID *ID
	Agency   *ID // with those under it
	From     *time.Time
	To       *time.Time // not included
}

// MinAuditKept is how long the log is kept at least; the database refuses less.
const MinAuditKept = 366 * 24 * time.Hour

// ReadAudit is for whom the audit log may be read: entries about the agencies
// for which the caller is an auditor, and all, also those about none, for an
// auditor of everything. It fails with KindForbidden for anybody else.
func (c Caller) ReadAudit(tree *AgencyTree) (agencies []ID, all bool, err error) {
	if !c.Holds(RoleAuditor) {
		return nil, false, &Error{Kind: KindForbidden, Message: "this needs the role AUDITOR"}
	}
	agencies, all = c.Reach(tree, RoleAuditor)
	return agencies, all, nil
}
