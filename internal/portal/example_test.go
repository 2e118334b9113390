package portal_test

import (
	"fmt"
	"log"
	"strings"

	"motcua/internal/portal"
)

func ExampleRecords() {
	const lines = `{"id":"aaaaaaaa-0000-7000-8000-000000000001","detail":{"id":"aaaaaaaa-0000-7000-8000-000000000001","code":"9.000001","name":"Cấp phép thử","type":"STANDARD"}}
{"id":"aaaaaaaa-0000-7000-8000-000000000002","detail":{"id":"aaaaaaaa-0000-7000-8000-000000000002","code":"9.000002","name":"Thu hồi","type":"OTHER"}}
`
	reader, err := portal.NewReader(strings.NewReader(lines), portal.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for result, err := range portal.Records(reader, 2) {
		switch {
		case err != nil:
			log.Fatal(err)
		case result.Refusal != nil:
			fmt.Println("refused:", result.Refusal.Line, result.Refusal.Code, result.Refusal.Field, result.Refusal.Value)
		default:
			fmt.Println("taken:", result.Record.Line, result.Record.Content.Name)
		}
	}
	// Output:
	// taken: 1 Cấp phép thử
	// refused: 2 9.000002 detail.type OTHER
}
