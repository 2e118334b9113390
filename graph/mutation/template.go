package mutation

import "motcua"

// TemplateUse names a reply template with what is filled in.
type TemplateUse struct {
	ID     string
	Values []TemplateValue
}

// TemplateValue is a value for a placeholder.
type TemplateValue struct{ Name, Value string }

// Of gives the values by their names; a name that comes twice is a slip.
func (u TemplateUse) Of(id motcua.ID) (*motcua.TemplateUse, error) {
	out := &motcua.TemplateUse{ID: id, Values: map[string]string{}}
	for _, v := range u.Values {
		if _, twice := out.Values[v.Name]; twice {
			return nil, motcua.Invalid("template.values", "%q is given twice", v.Name)
		}
		out.Values[v.Name] = v.Value
	}
	return out, nil
}
