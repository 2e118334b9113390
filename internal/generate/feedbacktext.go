package generate

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"motcua"
)

// topic is what people write about. In its sentences {p} is a procedure, {d} a
// number of days, {n} a small number and {x} a place.
type topic struct {
	class   motcua.FeedbackClass
	titles  []string
	trouble []string
	wish    []string
	answer  []string
}

var topics = []topic{
	{motcua.ClassConduct,
		[]string{"Thái độ của cán bộ tiếp nhận hồ sơ {p}", "Cán bộ một cửa gây phiền hà khi làm {p}", "Bị yêu cầu đi lại nhiều lần để làm {p}"},
		[]string{"Cán bộ tiếp nhận trả lời thiếu tôn trọng và không hướng dẫn đầy đủ khi tôi nộp hồ sơ {p}.", "Tôi đã đến {n} lần tại {x} nhưng lần nào cũng được bảo quay lại hôm sau.", "Cán bộ yêu cầu thêm giấy tờ không có trong danh mục niêm yết công khai.", "Quầy số {n} đóng cửa trong giờ hành chính, không có thông báo."},
		[]string{"Đề nghị chấn chỉnh thái độ phục vụ và hướng dẫn một lần bằng văn bản.", "Mong lãnh đạo cơ quan kiểm tra và trả lời cho người dân.", "Đề nghị bố trí người trực trong giờ làm việc."},
		[]string{"Cơ quan đã làm việc với bộ phận một cửa, nhắc nhở cán bộ và niêm yết lại danh mục giấy tờ.", "Cơ quan xin lỗi vì sự bất tiện và đã bố trí người thay thế."}},
	{motcua.ClassProcedure,
		[]string{"Hồ sơ {p} quá hạn giải quyết", "Chậm trả kết quả {p}", "Quá thời hạn hẹn trả {p}"},
		[]string{"Hồ sơ {p} của tôi đã quá hẹn {d} ngày mà chưa có kết quả.", "Tra cứu trên hệ thống vẫn báo đang xử lý, không có văn bản xin lỗi.", "Tôi gọi điện nhiều lần nhưng không ai cho biết hồ sơ đang ở đâu.", "Giấy hẹn trả kết quả đã được gia hạn {n} lần."},
		[]string{"Đề nghị cho biết thời gian trả kết quả cụ thể.", "Kiến nghị rút ngắn thời gian giải quyết và thông báo qua tin nhắn.", "Đề nghị thực hiện đúng thời hạn đã công bố."},
		[]string{"Hồ sơ đã được giải quyết, kết quả có tại nơi tiếp nhận. Cơ quan xin lỗi vì chậm trễ.", "Hồ sơ cần xác minh thêm; cơ quan đã gửi văn bản thông báo gia hạn."}},
	{motcua.ClassProcedure,
		[]string{"Thành phần hồ sơ {p} trùng lặp", "Yêu cầu nộp bản sao đã có trên hệ thống khi làm {p}", "Kiến nghị cắt giảm giấy tờ trong {p}"},
		[]string{"Thủ tục {p} vẫn yêu cầu bản sao giấy tờ đã có trong cơ sở dữ liệu dân cư.", "Tôi phải chứng thực {n} loại giấy tờ chỉ để nộp một hồ sơ.", "Mẫu đơn đăng trên cổng khác với mẫu đơn phát tại {x}.", "Cùng một thông tin phải khai ở {n} tờ khai khác nhau."},
		[]string{"Kiến nghị bỏ yêu cầu nộp bản sao và tra cứu trực tiếp trên hệ thống.", "Đề nghị thống nhất biểu mẫu trên toàn tỉnh.", "Kiến nghị cho phép dùng giấy tờ điện tử thay bản giấy."},
		[]string{"Cơ quan ghi nhận kiến nghị và đã báo cáo cơ quan công bố thủ tục để xem xét sửa đổi.", "Từ nay người dân không phải nộp bản sao khi dữ liệu tra cứu được."}},
	{motcua.ClassProcedure,
		[]string{"Không nộp được hồ sơ trực tuyến {p}", "Lỗi thanh toán khi nộp {p} trên cổng dịch vụ công", "Hệ thống báo lỗi khi làm {p}"},
		[]string{"Hệ thống báo lỗi khi tải tệp đính kèm ở bước {n} của thủ tục {p}.", "Tôi đã thanh toán lệ phí nhưng hồ sơ vẫn báo chưa nộp tiền.", "Tài khoản định danh không đăng nhập được trong {d} ngày.", "Trang tra cứu không hiển thị kết quả hồ sơ đã nộp."},
		[]string{"Đề nghị sửa lỗi hệ thống và hoàn lại lệ phí đã thu hai lần.", "Mong có đường dây hỗ trợ kỹ thuật ngoài giờ hành chính.", "Đề nghị cho nộp trực tiếp khi hệ thống gặp sự cố."},
		[]string{"Lỗi đã được khắc phục, đề nghị ông bà thử lại. Lệ phí thu thừa được hoàn trong vài ngày.", "Bộ phận kỹ thuật đã kiểm tra; hồ sơ của ông bà đã được tiếp nhận."}},
	{motcua.ClassPolicy,
		[]string{"Vướng mắc về chính sách liên quan đến {p}", "Kiến nghị sửa quy định về {p}", "Quy định về {p} chưa phù hợp thực tế"},
		[]string{"Quy định hiện hành về {p} không còn phù hợp sau khi sắp xếp đơn vị hành chính.", "Người ở vùng sâu phải đi {d} cây số để làm thủ tục.", "Hai văn bản hướng dẫn khác nhau về cùng một nội dung.", "Đối tượng được hưởng chính sách khó chứng minh điều kiện theo quy định."},
		[]string{"Kiến nghị sửa đổi quy định theo hướng đơn giản hơn.", "Đề nghị cơ quan có thẩm quyền hướng dẫn thống nhất.", "Kiến nghị cho ủy quyền thực hiện tại cấp xã."},
		[]string{"Kiến nghị đã được tổng hợp, gửi cơ quan chủ trì soạn thảo.", "Nội dung này đã được hướng dẫn; đề nghị ông bà liên hệ cơ quan cấp xã để được thực hiện."}},
	{motcua.ClassMechanism,
		[]string{"Cơ chế phối hợp giải quyết {p}", "Liên thông giữa các cơ quan khi làm {p}", "Chuyển hồ sơ {p} giữa hai cơ quan quá lâu"},
		[]string{"Hồ sơ {p} bị chuyển qua lại giữa hai cơ quan trong {d} ngày.", "Cơ quan thuế và cơ quan đăng ký không dùng chung dữ liệu nên tôi phải tự mang giấy tờ.", "Sau sáp nhập, địa chỉ tiếp nhận trên cổng vẫn là địa chỉ cũ.", "Không rõ cơ quan nào chịu trách nhiệm trả lời."},
		[]string{"Kiến nghị xây dựng quy chế phối hợp và chia sẻ dữ liệu.", "Đề nghị cập nhật địa chỉ, số điện thoại của nơi tiếp nhận.", "Đề nghị giao một đầu mối chịu trách nhiệm."},
		[]string{"Hai cơ quan đã thống nhất quy trình phối hợp, thời gian chuyển hồ sơ không quá một ngày.", "Địa chỉ tiếp nhận trên cổng đã được cập nhật."}},
}

var (
	subjects    = []string{"cấp giấy phép xây dựng", "đăng ký đất đai", "đăng ký khai sinh", "cấp đổi căn cước", "đăng ký thường trú", "đăng ký kinh doanh", "hưởng bảo hiểm thất nghiệp", "cấp phiếu lý lịch tư pháp", "chứng thực bản sao", "đổi giấy phép lái xe", "hỗ trợ người có công", "cấp giấy chứng nhận an toàn thực phẩm"}
	openings    = []string{"Kính gửi quý cơ quan.", "Tôi xin phản ánh như sau.", "Tôi là người dân địa phương, xin phản ánh một việc.", "Doanh nghiệp chúng tôi xin kiến nghị.", "Xin trình bày sự việc để cơ quan xem xét.", ""}
	places      = []string{"trung tâm phục vụ hành chính công", "bộ phận một cửa cấp xã", "chi nhánh văn phòng đăng ký đất đai", "quầy tiếp nhận của sở", "điểm bưu điện văn hóa xã"}
	closings    = []string{"Xin cảm ơn.", "Rất mong sớm nhận được trả lời.", "Trân trọng.", ""}
	requests    = []string{"Đề nghị ông bà bổ sung mã hồ sơ và ngày nộp.", "Đề nghị cung cấp tên cơ quan đã tiếp nhận và ảnh giấy hẹn.", "Đề nghị nêu rõ quy định mà ông bà cho là chưa phù hợp."}
	supplements = []string{"Tôi nộp hồ sơ từ đầu tháng, đã gửi ảnh giấy hẹn.", "Cơ quan tiếp nhận là bộ phận một cửa của xã.", "Quy định tôi nói đến nằm ở phần thành phần hồ sơ."}
)

func pick[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }

// words makes a text about a procedure, or one of the usual subjects.
func (l *life) words(t topic, procedure string) motcua.Words {
	about := lowerFirst(procedure)
	if about == "" {
		about = pick(l.random, subjects)
	}
	about = strings.TrimPrefix(about, "thủ tục ")
	if runes := []rune(about); len(runes) > 90 {
		about = shorten(runes)
	}
	fill := strings.NewReplacer("{p}", about, "{d}", strconv.Itoa(3+l.random.IntN(60)), "{n}", strconv.Itoa(2+l.random.IntN(5)), "{x}", pick(l.random, places))
	first := l.random.IntN(len(t.trouble))
	parts := []string{pick(l.random, openings), t.trouble[first], t.trouble[(first+1+l.random.IntN(len(t.trouble)-1))%len(t.trouble)], pick(l.random, t.wish), pick(l.random, closings)}
	text := strings.Join(strings.Fields(fill.Replace(strings.Join(parts, " "))), " ")
	place := pick(l.random, places)
	return motcua.Words{Title: fill.Replace(pick(l.random, t.titles)), Text: text, Place: &place}
}

// lowerFirst puts a name into a sentence.
func lowerFirst(s string) string {
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// shorten cuts a long name at a word.
func shorten(runes []rune) string {
	s := string(runes[:90])
	return s[:strings.LastIndexByte(s, ' ')]
}

func (l *life) answer(t topic) string {
	return fmt.Sprintf("Về nội dung phản ánh, kiến nghị của %s, cơ quan trả lời như sau: %s Trân trọng cảm ơn.", l.whole.Sender.Name, pick(l.random, t.answer))
}

// madeUpSender is nobody: a number of no network, an address of no domain.
func madeUpSender(seed uint64, i int) motcua.Sender {
	telephone, email := fmt.Sprintf("+8400%08d", i%100_000_000), fmt.Sprintf("nguoi-gui-%d-%d@example.invalid", seed, i)
	return motcua.Sender{
		Name:    fmt.Sprintf("Người Gửi Thử %d", i),
		Address: fmt.Sprintf("Nhà số %d, đường Dữ Liệu Thử", 1+i%500), Telephone: &telephone, Email: &email,
	}
}
