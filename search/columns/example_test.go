package columns_test

import (
	"fmt"

	"motcua/search/columns"
)

func Example() {
	const sector, audience = 0, 1
	const byName = 0
	table := columns.New(columns.Schema{
		Dimensions: []string{"sector", "audience"},
		Orders:     []string{"name"},
	})
	table.Apply([]columns.Row{
		{Key: "1.014325", Values: [][]string{{"Hộ tịch"}, {"citizen"}},
			Legal: columns.Days{From: 20000, To: 21000}, Shown: columns.Always, Sort: [][]byte{[]byte("b")}},
		{Key: "1.014326", Values: [][]string{{"Hộ tịch"}, {"citizen", "business"}},
			Legal: columns.Always, Shown: columns.Always, Sort: [][]byte{[]byte("a")}},
		{Key: "1.014327", Values: [][]string{{"Đất đai"}, {"business"}},
			Legal: columns.Always, Shown: columns.Always, Sort: [][]byte{[]byte("c")}},
	}, nil)

	const day = 21500
	selection := table.View().Select(day, columns.Filter{In: map[int][]string{sector: {"Hộ tịch"}}})
	fmt.Println("total", selection.Count())
	fmt.Println("sectors", selection.Facet(sector, columns.FacetOptions{}))
	fmt.Println("audiences", selection.Facet(audience, columns.FacetOptions{}))
	fmt.Println("statuses", selection.FacetStatus(nil))
	for _, row := range selection.Page(columns.PageOptions{Order: byName, Limit: 10}).Rows {
		fmt.Println(row.Key)
	}
	// Output:
	// total 2
	// sectors [{Hộ tịch 2} {Đất đai 1}]
	// audiences [{citizen 2} {business 1}]
	// statuses [{in force 1} {not yet in force 0} {expired 1}]
	// 1.014326
	// 1.014325
}
