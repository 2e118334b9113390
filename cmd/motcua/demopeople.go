package main

import "motcua/internal/signin"

// demoPeople are those of the demonstration, all made up. Nghệ An (H41) has all
// roles, so that a feedback can go its whole way there; others show what
// another agency does not see.
var demoPeople = []signin.Person{
	{ID: "lan", Name: "Nguyễn Thị Lan", Job: "Người dân", JobEn: "Citizen", Roles: []string{"citizen"}},
	{ID: "hung", Name: "Trần Quốc Hùng", Job: "Đại diện doanh nghiệp", JobEn: "For a business", Roles: []string{"citizen"}},
	{ID: "tiep-nghe-an", Name: "Phan Thị Tiếp", Job: "Cán bộ tiếp nhận, UBND tỉnh Nghệ An", JobEn: "Receiver, People's Committee of Nghệ An", Roles: []string{"receiver@H41"}},
	{ID: "xu-ly-tu-phap", Name: "Hồ Văn Lý", Job: "Cán bộ xử lý, Sở Tư pháp tỉnh Nghệ An", JobEn: "Handler, Department of Justice of Nghệ An", Roles: []string{"receiver@H41.44", "handler@H41.44"}},
	{ID: "duyet-nghe-an", Name: "Nguyễn Đức Duyệt", Job: "Lãnh đạo phê duyệt, UBND tỉnh Nghệ An", JobEn: "Approver, People's Committee of Nghệ An", Roles: []string{"approver@H41"}},
	{ID: "cong-khai-nghe-an", Name: "Lê Thị Công", Job: "Cán bộ công khai, UBND tỉnh Nghệ An", JobEn: "Publisher, People's Committee of Nghệ An", Roles: []string{"publisher@H41"}},
	{ID: "xu-ly-bac-ninh", Name: "Vũ Thị Bắc", Job: "Cán bộ tiếp nhận và xử lý, UBND tỉnh Bắc Ninh", JobEn: "Receiver and handler, People's Committee of Bắc Ninh", Roles: []string{"receiver@H05", "handler@H05"}},
	{ID: "tu-phap", Name: "Đỗ Minh Pháp", Job: "Cán bộ tiếp nhận và xử lý, Bộ Tư pháp", JobEn: "Receiver and handler, Ministry of Justice", Roles: []string{"receiver@G15", "handler@G15"}},
	{ID: "kiem-tra", Name: "Bùi Thị Kiểm", Job: "Kiểm tra, giám sát toàn hệ thống", JobEn: "Auditor of everything", Roles: []string{"auditor@*"}},
	{ID: "quan-tri", Name: "Hoàng Văn Trị", Job: "Quản trị viên", JobEn: "Administrator", Roles: []string{"administrator@*", "curate", "insights"}},
}
