package server

import (
	"context"
	"fmt"
	"net/http"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"motcua/graph"
)

// Codes of what is refused here and not in package graph.
const (
	codeBadRequest   = "BAD_REQUEST"
	codeBusy         = "UNAVAILABLE"
	codeForbidden    = "FORBIDDEN"
	codeLimit        = "LIMIT_EXCEEDED"
	codeMedia        = "UNSUPPORTED_MEDIA_TYPE"
	codeNotAccepted  = "NOT_ACCEPTABLE"
	codeRate         = "RATE_LIMITED"
	codeReadOnly     = "METHOD_NOT_ALLOWED"
	codeSubscription = "SUBSCRIPTION_TRANSPORT"
	codeValidation   = "GRAPHQL_VALIDATION_FAILED"
	// codeNotPersisted is Apollo's: its clients send the text once they see it.
	codeNotPersisted = "PERSISTED_QUERY_NOT_FOUND"
	codeNotTrusted   = "DOCUMENT_NOT_TRUSTED"
	// codeUnauthenticated is of a key that is not in order, not of a missing one.
	codeUnauthenticated = "UNAUTHENTICATED"
)

// reason is why a request is not carried out: a row of the one table of what
// this package refuses, beside the limits.
type reason struct {
	status              int
	code                string
	english, vietnamese string // with the verbs of fmt for what is named
}

// The table.
var (
	noMethod     = reason{http.StatusMethodNotAllowed, codeReadOnly, "Ask by GET or POST.", "Hãy truy vấn bằng GET hoặc POST."}
	noWriteByGet = reason{http.StatusMethodNotAllowed, codeReadOnly, "Only queries can be asked by GET.", "GET chỉ dùng cho truy vấn đọc."}
	noMedia      = reason{http.StatusUnsupportedMediaType, codeMedia, "A POST has to be application/json in UTF-8.", "Nội dung POST phải là application/json mã hóa UTF-8."}
	noAnswer     = reason{http.StatusNotAcceptable, codeNotAccepted, "Answers are " + mediaResponse + ", " + mediaJSON + " or " + mediaEvents + ".", "Câu trả lời có kiểu " + mediaResponse + ", " + mediaJSON + " hoặc " + mediaEvents + "."}
	noQuery      = reason{http.StatusBadRequest, codeBadRequest, "The parameter query is missing.", "Thiếu tham số query."}
	// The message is part of Apollo's protocol, in every language.
	notPersisted = reason{http.StatusBadRequest, codeNotPersisted, "PersistedQueryNotFound", "PersistedQueryNotFound"}
	notTrusted   = reason{http.StatusBadRequest, codeNotTrusted, "Only documents of this server's manifest are answered.", "Máy chủ chỉ trả lời các truy vấn đã đăng ký."}
	otherHash    = reason{http.StatusBadRequest, codeBadRequest, "The extension persistedQuery has another hash than the document.", "Mã băm trong persistedQuery không khớp với truy vấn."}
	noHash       = reason{http.StatusBadRequest, codeBadRequest, "The extension persistedQuery has to be {version: 1, sha256Hash: …}.", "Phần mở rộng persistedQuery phải có dạng {version: 1, sha256Hash: …}."}
	noURL        = reason{http.StatusBadRequest, codeBadRequest, "The URL's parameters cannot be read.", "Không đọc được tham số trên URL."}
	noObject     = reason{http.StatusBadRequest, codeBadRequest, "The parameter %s is not a JSON object.", "Tham số %s không phải là đối tượng JSON."}
	noParameter  = reason{http.StatusBadRequest, codeBadRequest, "The parameter %s cannot be a JSON %s.", "Tham số %s không thể là JSON %s."}
	noBody       = reason{http.StatusBadRequest, codeBadRequest, "The body is not a JSON object with query, operationName, variables and extensions.", "Nội dung không phải là đối tượng JSON gồm query, operationName, variables và extensions."}
	noCycle      = reason{http.StatusBadRequest, codeValidation, "Cannot spread fragment %q within itself.", "Fragment %q không được chứa chính nó."}
	noNumber     = reason{http.StatusBadRequest, codeValidation, "The number is larger than any that can be read.", "Số lớn hơn mức có thể đọc được."}
	noSingle     = reason{http.StatusBadRequest, codeSubscription, "A subscription is asked for as " + mediaEvents + " or over a WebSocket.", "Đăng ký theo dõi phải dùng " + mediaEvents + " hoặc WebSocket."}
	noOrigin     = reason{http.StatusForbidden, codeForbidden, "Pages of this origin may not ask.", "Trang từ nguồn này không được phép truy vấn."}
	noTime       = reason{http.StatusServiceUnavailable, codeBusy, "The time for the operation has run out.", "Đã hết thời gian dành cho truy vấn."}
	busy         = reason{http.StatusServiceUnavailable, codeBusy, "Too many operations are running, try again in a second.", "Máy chủ đang bận, xin thử lại sau một giây."}
	noBearer     = reason{http.StatusUnauthorized, codeUnauthenticated, "The API key or access token is not valid, or not valid any more.", "Khóa API hoặc mã truy cập không hợp lệ hoặc không còn hiệu lực."}
	noCheck      = reason{http.StatusServiceUnavailable, codeBusy, "API keys and access tokens cannot be checked now, try again in a second.", "Hiện chưa kiểm tra được khóa API và mã truy cập, xin thử lại sau một giây."}
	noFile       = reason{http.StatusNotFound, graph.CodeNotFound, "There is no such file, or not for you, or not any more.", "Không có tệp này, hoặc bạn không được xem, hoặc đã hết hạn."}
	noFileType   = reason{http.StatusUnsupportedMediaType, codeMedia, "Only images, PDF and office documents are taken; the content tells what a file is.", "Chỉ nhận ảnh, PDF và tài liệu văn phòng; loại tệp được xác định theo nội dung."}
	noFileCame   = reason{http.StatusRequestTimeout, codeBadRequest, "The file came too slowly, or not whole. Ask for another upload.", "Tệp gửi quá chậm hoặc không đủ. Hãy xin lượt tải lên khác."}
	noExport     = reason{http.StatusBadRequest, codeLimit, "The list is too long for one file: restrict the filter.", "Danh sách quá dài cho một tệp: hãy thu hẹp bộ lọc."}
	failed       = reason{http.StatusInternalServerError, "INTERNAL", "Internal error.", "Lỗi nội bộ."}
	noAnswerNow  = reason{http.StatusServiceUnavailable, codeBusy, "This cannot be answered now, try again later.", "Hiện chưa thể trả lời, xin thử lại sau."}
	tooMuch      = reason{http.StatusBadRequest, codeLimit, "The operation exceeds a limit: at most %d %s are allowed.", "Truy vấn vượt giới hạn: tối đa %d %s."}
	tooLarge     = reason{http.StatusRequestEntityTooLarge, codeLimit, "A request may have at most %d bytes.", "Một yêu cầu có tối đa %d byte."}
	tooMany      = reason{http.StatusTooManyRequests, codeLimit, "At most %d %s of one caller at a time.", "Mỗi người gọi có tối đa %d %s cùng lúc."}
	tooFast      = reason{http.StatusTooManyRequests, codeRate, "One caller may use %d %s.", "Mỗi người gọi được dùng %d %s."}
)

// refusal is a reason with what it names.
type refusal struct {
	reason
	args       []any
	extensions map[string]any // beside the code
}

func (r reason) with(args ...any) *refusal { return &refusal{reason: r, args: args} }

// Error tells it in English.
func (r *refusal) Error() string { return r.fill(r.english) }

func (r *refusal) fill(text string) string {
	if len(r.args) == 0 {
		return text // which may be somebody else's, with signs of its own
	}
	return fmt.Sprintf(text, r.args...)
}

// told gives what a client sees.
func (r *refusal) told(ctx context.Context) *gqlerror.Error {
	extensions := map[string]any{"code": r.code}
	for name, value := range r.extensions {
		extensions[name] = value
	}
	return &gqlerror.Error{Message: r.fill(graph.Tell(ctx, r.english, r.vietnamese)), Extensions: extensions}
}

// exceeded says which bound was passed. What was found is not told, because
// counting stops at the bound.
func (l *Limits) exceeded(b Bound, r reason) *refusal {
	allowed := l.allowed(b)
	told := r.with(allowed)
	if r != tooLarge {
		told.args = append(told.args, bounds[b].Unit)
	}
	told.extensions = map[string]any{"limit": bounds[b].Name, "allowed": allowed}
	return told
}
