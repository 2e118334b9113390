// Package motcua holds the domain of Vietnam's administrative procedures (thủ
// tục hành chính): its types, its rules and its errors. It knows neither
// Postgres nor Bleve nor GraphQL and imports the standard library only; every
// other package imports this one, so a concept has one struct from the
// database to the schema.
//
// Nil pointers and empty lists mean "not published": never free, never zero.
// Texts are kept as they were published, stray characters included; normal
// forms are made where something is searched or compared.
package motcua
