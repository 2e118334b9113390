package graph

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"motcua"
)

// CodeNotFound is the code of what does not exist for who asks.
const CodeNotFound = "NOT_FOUND"

// kinds is the one table of what a client sees of each kind of error.
var kinds = map[motcua.ErrorKind]struct{ code, english, vietnamese string }{
	motcua.KindInternal:        {"INTERNAL", "Internal error", "Lỗi nội bộ"},
	motcua.KindNotFound:        {CodeNotFound, "Not found", "Không tìm thấy"},
	motcua.KindInvalid:         {"BAD_USER_INPUT", "Invalid input", "Dữ liệu vào không hợp lệ"},
	motcua.KindAmbiguous:       {"AMBIGUOUS", "Ambiguous", "Có nhiều kết quả phù hợp"},
	motcua.KindForbidden:       {"FORBIDDEN", "Forbidden", "Không được phép"},
	motcua.KindUnauthenticated: {"UNAUTHENTICATED", "Not signed in", "Chưa đăng nhập hoặc phiên đăng nhập không hợp lệ"},
	motcua.KindConflict:        {"CONFLICT", "Conflict", "Xung đột với thay đổi khác"},
	motcua.KindUnavailable:     {"UNAVAILABLE", "Cannot be answered now, try again later", "Hiện chưa thể trả lời, xin thử lại sau"},
	motcua.KindTooDeep:         {"CURSOR_TOO_DEEP", "Beyond the results that a search can reach", "Vượt quá số kết quả mà tìm kiếm có thể đi tới"},
	motcua.KindState:           {"STATE_FORBIDS", "The state does not allow it", "Trạng thái không cho phép"},
	motcua.KindMismatch:        {"IDEMPOTENCY_MISMATCH", "The idempotency key came before with another input", "Khóa chống gửi lặp đã dùng cho nội dung khác"},
	motcua.KindLimit:           {"LIMITED", "Too many in too short a time", "Quá nhiều lần trong thời gian ngắn"},
	motcua.KindStale:           {"REVISION_UNKNOWN", "The revision is not known", "Không nhận ra phiên bản dữ liệu"},
	motcua.KindBehind:          {"REVISION_NOT_REACHED", "The revision is not reached yet", "Máy chủ chưa cập nhật tới phiên bản dữ liệu này"},
	motcua.KindResync:          {"RESYNC_REQUIRED", "The copy must be made anew", "Phải đồng bộ lại từ đầu"},
}

// candidate is one of several objects that fit a lookup.
type candidate struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Presenter gives what a client sees of an error. What is no error of the
// domain is logged, and shown as an id only.
func Presenter(log *slog.Logger) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error {
		shown := graphql.DefaultErrorPresenter(ctx, err)
		var own *motcua.Error
		switch {
		case errors.As(err, &own) && own.Kind != motcua.KindInternal:
			presentOwn(ctx, shown, own)
		case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
			presentOwn(ctx, shown, &motcua.Error{Kind: motcua.KindUnavailable, Message: "the time for the operation has run out"})
		case shown.Err == nil && shown.Extensions["code"] != nil:
			// The document breaks a rule of GraphQL; gqlparser says which.
		default:
			presentInternal(ctx, log, shown, err)
		}
		shown.Message = clip(shown.Message)
		return shown
	}
}

func presentOwn(ctx context.Context, shown *gqlerror.Error, own *motcua.Error) {
	shown.Message = message(ctx, own.Kind, own.Message)
	shown.Extensions = map[string]any{"code": kinds[own.Kind].code}
	if own.Kind == motcua.KindUnavailable {
		shown.Extensions["retryAfter"] = retrySeconds
	}
	field := graphql.GetFieldContext(ctx)
	if field == nil {
		return
	}
	if at := field.Field.Position; shown.Locations == nil && at != nil {
		shown.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	if argument := argumentOf(shown, field, own); argument != "" {
		shown.Extensions["argument"] = argument
	}
	if own.Kind == motcua.KindAmbiguous || len(own.Candidates) > 0 {
		list := make([]candidate, len(own.Candidates))
		for i, c := range own.Candidates {
			list[i] = candidate{globalID(field.Field.Definition.Type.Name(), c.ID), c.Label}
		}
		shown.Extensions["candidates"] = list
	}
}

// argumentOf gives the path of the argument at fault. gqlgen appends it to the
// path of the field, where a client would look for a field of the answer.
func argumentOf(shown *gqlerror.Error, field *graphql.FieldContext, own *motcua.Error) string {
	at := field.Path()
	if own.Kind != motcua.KindInvalid || len(shown.Path) <= len(at) {
		return own.Field
	}
	first, _ := shown.Path[len(at)].(ast.PathName)
	if field.Field.Definition.Arguments.ForName(string(first)) == nil {
		return own.Field // below is an item of the answer
	}
	argument := shown.Path[len(at):].String()
	shown.Path = at
	return argument
}

func presentInternal(ctx context.Context, log *slog.Logger, shown *gqlerror.Error, err error) {
	id := rand.Text()
	log.ErrorContext(ctx, "request failed", "error_id", id, "path", shown.Path.String(), "error", err)
	shown.Message = message(ctx, motcua.KindInternal, id)
	shown.Extensions = map[string]any{"code": kinds[motcua.KindInternal].code, "id": id}
}

// maxMessage is in bytes. Messages name what is at fault, which a client may have
// made as long as it liked.
const maxMessage = 400

func clip(message string) string {
	if len(message) <= maxMessage {
		return message
	}
	return strings.ToValidUTF8(message[:maxMessage], "") + "…"
}

// Recover turns a panic into an internal error; the log has the stack.
func Recover(_ context.Context, p any) error {
	return fmt.Errorf("panic: %v\n%s", p, debug.Stack())
}
