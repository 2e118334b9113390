package feedback

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"motcua"
)

// files gives all bytes of a folder.
func files(t *testing.T, dir string) []byte {
	t.Helper()
	var all []byte
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all = append(append(all, path...), data...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestNothingPrivate: what was masked is in no file of an index, and what was
// not published is in no file of the public one.
func TestNothingPrivate(t *testing.T) {
	sender := &motcua.Sender{Name: "Quách Thị Xuyến Chi", Address: "77 Phố Giấu Kín", Telephone: ptr("+84912345678")}
	words := motcua.Words{
		Title: "Quách Thị Xuyến Chi phản ánh chậm trả kết quả",
		Text:  "Tôi là quach thi xuyen chi, gọi 0912 345 678, CCCD 079203001234, thư xuyenchi@example.vn, nhà ở 77 Phố Giấu Kín. Quantumwort",
	}.Masked(sender)
	var all []*motcua.IndexedFeedback
	for i := range 50 {
		f := random(1, uint64(100+i))[0]
		f.State, f.Public, f.Masked = motcua.StateHandling, nil, &words
		if i%2 == 0 {
			f.State = motcua.StatePublished
			f.Public = &motcua.Publication{Title: "Chậm trả kết quả", Text: "Người dân phản ánh", Answer: "Đã xử lý", At: f.ChangedAt}
		}
		all = append(all, f)
	}
	dir := t.TempDir()
	src := newFakeSource(all...)
	x := built(t, dir, src)
	apply(t, x, src.put(all[0], all[1]))
	for _, canary := range []string{"xuyen", "xuyến", "912345678", "0912345678", "345678", "079203001234", "xuyenchi", "giau kin", "giấu"} {
		if bytes.Contains(bytes.ToLower(files(t, dir)), []byte(canary)) {
			t.Errorf("%q is in the files", canary)
		}
		for _, a := range []motcua.FeedbackAsker{boss, everybody} {
			if r := ask(t, x, motcua.FeedbackQuery{Text: canary, Asker: a}); r.Total > 0 && canary != "giấu" {
				t.Errorf("%q finds %d", canary, r.Total)
			}
		}
	}
	if !bytes.Contains(files(t, filepath.Join(dir, "official")), []byte("quantumwort")) {
		t.Error("the officials' index does not hold what officials may read: the test looks in the wrong place")
	}
	if bytes.Contains(files(t, filepath.Join(dir, "public")), []byte("quantumwort")) {
		t.Error("the public index holds what was not published")
	}
}
