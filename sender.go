package motcua

// Sender is who sent feedback, and how to reach them. All of it is personal: it
// is stored sealed under a key of its own, shown only to the officials of the
// agency that holds the feedback and to the sender, and every look is logged.
type Sender struct {
	Name      string  `json:"name"`
	Address   string  `json:"address"`
	Telephone *string `json:"telephone,omitempty"` // as +84…
	Email     *string `json:"email,omitempty"`
}
