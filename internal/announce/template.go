package announce

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// templateRows is to which row choices and formats of the template reach.
const templateRows = 2000

// WriteTemplate writes the spreadsheet that an agency fills in.
func WriteTemplate(w io.Writer) error {
	file := excelize.NewFile()
	defer func() { _ = file.Close() }() // it is in memory
	if err := fillTemplate(file); err != nil {
		return fmt.Errorf("make the template: %w", err)
	}
	return file.Write(w)
}

func fillTemplate(file *excelize.File) error {
	head, err := file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDEBF7"}}, Alignment: &excelize.Alignment{WrapText: true}})
	if err != nil {
		return err
	}
	text, err := file.NewStyle(&excelize.Style{NumFmt: 49}) // @: a code is no number
	if err != nil {
		return err
	}
	for i, s := range sheets {
		if i == 0 {
			err = file.SetSheetName("Sheet1", s.name)
		} else {
			_, err = file.NewSheet(s.name)
		}
		if err != nil {
			return err
		}
		if s.name == sheetDecision {
			err = fillDecision(file, s, head)
		} else {
			err = fillSheet(file, s, head, text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fillDecision writes a sheet of labels and values.
func fillDecision(file *excelize.File, s sheet, head int) error {
	for i, c := range s.columns {
		if err := file.SetSheetRow(s.name, fmt.Sprintf("A%d", i+1), &[]any{c.label, "", c.note}); err != nil {
			return err
		}
	}
	if err := file.SetCellStyle(s.name, "A1", fmt.Sprintf("A%d", len(s.columns)), head); err != nil {
		return err
	}
	return file.SetColWidth(s.name, "A", "C", 40)
}

func fillSheet(file *excelize.File, s sheet, head, text int) error {
	for i, c := range s.columns {
		if err := fillColumn(file, s, i, c, text); err != nil {
			return err
		}
	}
	last := columnName(len(s.columns) - 1)
	if err := file.SetCellStyle(s.name, "A1", last+"1", head); err != nil {
		return err
	}
	return file.SetPanes(s.name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func fillColumn(file *excelize.File, s sheet, i int, c column, text int) error {
	name := columnName(i)
	if err := file.SetCellStr(s.name, name+"1", c.label); err != nil {
		return err
	}
	if err := file.SetColWidth(s.name, name, name, max(c.width, 14)); err != nil {
		return err
	}
	if c.kind == textValue || c.kind == listValue {
		if err := file.SetColStyle(s.name, name, text); err != nil {
			return err
		}
	}
	note := c.note
	if i == 0 && s.note != "" {
		note = strings.TrimSpace(s.note + ". " + note)
	}
	if note != "" {
		if err := file.AddComment(s.name, excelize.Comment{Cell: name + "1", Author: "motcua", Paragraph: []excelize.RichTextRun{{Text: note}}}); err != nil {
			return err
		}
	}
	if c.kind != enumValue {
		return nil
	}
	choices := excelize.NewDataValidation(true)
	choices.SetSqref(fmt.Sprintf("%[1]s2:%[1]s%[2]d", name, templateRows))
	// A term may hold a comma, which a list of choices cannot.
	list := c.choices()
	if strings.Count(list, ", ") != strings.Count(list, ",") || hasComma(c) {
		return nil
	}
	if err := choices.SetDropList(strings.Split(list, ", ")); err != nil {
		return err
	}
	return file.AddDataValidation(s.name, choices)
}

func hasComma(c column) bool {
	for label := range c.enum {
		if strings.Contains(label, ",") {
			return true
		}
	}
	return false
}
