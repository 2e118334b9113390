package motcua

// Sector is the field of administration that a procedure belongs to (lĩnh
// vực). Names repeat: 13 of them have several codes.
type Sector struct {
	ID   ID      `json:"id"`
	Code *string `json:"code,omitempty"`
	Name string  `json:"name"`
}

// Audience is a sort of people or organisations that perform a procedure (đối
// tượng thực hiện). Published codes mix Đ and D: ĐT1, DT12.
type Audience struct {
	ID   ID      `json:"id"`
	Code *string `json:"code,omitempty"`
	Name string  `json:"name"`
}
