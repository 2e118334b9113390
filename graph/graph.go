// Package graph answers the schema: its resolvers translate between what a
// client asks and what the catalogue and the search give. It holds no SQL, no
// query of the index and no rule of the domain, and says in one place
// (errors.go) what a client sees of an error.
package graph

//go:generate go tool gqlgen generate

import (
	"context"
	"log/slog"
	"net/url"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
	"motcua/graph/generated"
)

// Config is what the resolvers answer from.
type Config struct {
	Catalogue Catalogue
	Searcher  Searcher
	Curation  Curation
	Insights  Insights
	// Changes is the change log for clients with a copy of their own.
	Changes CatalogLog
	// Hub tells what changes while it changes; nil tells nothing.
	Hub Hub
	// Publishing publishes decisions; nil publishes nothing.
	Publishing Publishing
	// Webhooks keeps where changes are sent to; nil sends nothing.
	Webhooks Webhooks
	// PlainWebhooks allows plain HTTP addresses: for demonstrations.
	PlainWebhooks bool
	// Feedback keeps feedback and recommendations; nil means that this server
	// does not.
	Feedback     Feedback
	FeedbackDesk FeedbackDesk
	Office       Office
	// FeedbackSearcher lists it, and Filters keeps the filters that people save.
	FeedbackSearcher FeedbackSearcher
	Filters          FilterStore
	// Files gives out places for files; nil means that this server keeps none.
	Files Files
	Audit Audit
	// Usage counts searches; nil counts nothing.
	Usage UsageRecorder
	// Threshold is how often a text has to be counted before it is shown; 0
	// means that of motcua.DefaultUsageRules.
	Threshold int
	Bounds    Bounds
	Clock     motcua.Clock
	// FormBaseURL is where the publisher's file store is served; nil means that
	// it is not known, and files have no address.
	FormBaseURL *url.URL
	// Explain says that anybody may be told how results came to their places.
	Explain bool
	// Log takes errors that clients only see the id of.
	Log *slog.Logger
}

// Catalogue is the database of the published catalogue. Whatever is given by
// its id comes for many ids in one statement.
type Catalogue interface {
	ProcedureReader
	HistoryReader
	AgencyReader
	RegisterReader
	BasisReader
}

// ProcedureReader reads public procedures.
type ProcedureReader interface {
	Procedure(ctx context.Context, key motcua.ProcedureKey, day motcua.Date) (*motcua.Procedure, error)
	Procedures(ctx context.Context, ids []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error)
	ProcedureVersions(ctx context.Context, versions []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error)
}

// HistoryReader reads what was, and what became of it.
type HistoryReader interface {
	ProcedureKnown(ctx context.Context, key motcua.ProcedureKey, day motcua.Date, at time.Time) (*motcua.Procedure, error)
	ProceduresKnown(ctx context.Context, ids []motcua.ID, day motcua.Date, at time.Time) (map[motcua.ID]*motcua.Procedure, error)
	Histories(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]*motcua.ProcedureVersion, error)
	ProcedureSuccessions(ctx context.Context, ids []motcua.ID) ([]motcua.ProcedureSuccession, error)
}

// AgencyReader reads the register of agencies.
type AgencyReader interface {
	AgencyOn(ctx context.Context, code, name *string, day motcua.Date) (*motcua.Agency, error)
	SuccessorsOf(ctx context.Context, names []string, day motcua.Date) ([]motcua.ID, error)
	Agencies(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Agency, error)
	ListAgencies(ctx context.Context, page motcua.Page, parent *motcua.ID) (motcua.Listed[*motcua.Agency], error)
	Units(ctx context.Context, parents []motcua.ID) (map[motcua.ID][]*motcua.Agency, error)
	Successions(ctx context.Context, ids []motcua.ID) ([]motcua.Succession, error)
}

// BasisReader reads what procedures rest on and what they ask for.
type BasisReader interface {
	LegalBasis(ctx context.Context, number string, issuer *string) (*motcua.LegalBasis, error)
	LegalBases(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.LegalBasis, error)
	ListLegalBases(ctx context.Context, f motcua.LegalBasisFilter, page motcua.Page, day motcua.Date) (motcua.Listed[*motcua.LegalBasisUse], error)
	ListPapers(ctx context.Context, f motcua.PaperFilter, page motcua.Page, day motcua.Date) (motcua.Listed[*motcua.PaperUse], error)
}

// RegisterReader reads the registers of sectors and decisions.
type RegisterReader interface {
	Sectors(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Sector, error)
	ListSectors(ctx context.Context, page motcua.Page) (motcua.Listed[*motcua.Sector], error)
	Decision(ctx context.Context, number string, agency *string, date *motcua.Date) (*motcua.Decision, error)
	Decisions(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Decision, error)
	DecisionRecords(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.DecisionRecord, error)
	ListDecisions(ctx context.Context, page motcua.Page, f motcua.DecisionFilter) (motcua.Listed[*motcua.Decision], error)
}

// Searcher finds, counts and completes.
type Searcher interface {
	Search(ctx context.Context, query motcua.ProcedureQuery) (*motcua.ProcedureResult, error)
	Suggest(ctx context.Context, prefix string, first int, day motcua.Date) ([]motcua.Suggestion, error)
	// Chosen gives the result that a cursor stands for, and its rank from 0, or
	// -1 where the list was in an order of its own.
	Chosen(cursor string) (procedure motcua.ID, rank int, err error)
}

// resolver is the root of the resolvers; a type below it answers one type of
// the schema.
type resolver struct{ Config }

// NewSchema joins the schema with its resolvers. Each operation has to run
// within the context that Begin gives.
func NewSchema(cfg Config) graphql.ExecutableSchema {
	return generated.NewExecutableSchema(generated.Config{Resolvers: &resolver{cfg}})
}

var _ generated.ResolverRoot = (*resolver)(nil)

func (r *resolver) Agency() generated.AgencyResolver { return agency{r} }
func (r *resolver) Alias() generated.AliasResolver   { return alias{} }
func (r *resolver) AnnouncementResult() generated.AnnouncementResultResolver {
	return announcementResult{r}
}
func (r *resolver) AuditEntry() generated.AuditEntryResolver   { return auditEntry{} }
func (r *resolver) AuditFilter() generated.AuditFilterResolver { return auditFilter{r} }
func (r *resolver) Export() generated.ExportResolver           { return export{} }
func (r *resolver) FeedbackAttachment() generated.FeedbackAttachmentResolver {
	return feedbackAttachment{}
}
func (r *resolver) Upload() generated.UploadResolver                       { return upload{} }
func (r *resolver) Attachment() generated.AttachmentResolver               { return attachment{r} }
func (r *resolver) CatalogChange() generated.CatalogChangeResolver         { return catalogChange{} }
func (r *resolver) CatalogChanges() generated.CatalogChangesResolver       { return catalogChanges{} }
func (r *resolver) CatalogFilter() generated.CatalogFilterResolver         { return catalogFilter{} }
func (r *resolver) CatalogNotice() generated.CatalogNoticeResolver         { return catalogNotice{} }
func (r *resolver) Component() generated.ComponentResolver                 { return component{} }
func (r *resolver) Grant() generated.GrantResolver                         { return grant{} }
func (r *resolver) Feedback() generated.FeedbackResolver                   { return feedback{r} }
func (r *resolver) FeedbackEpisode() generated.FeedbackEpisodeResolver     { return feedbackEpisode{} }
func (r *resolver) FeedbackEvent() generated.FeedbackEventResolver         { return feedbackEvent{} }
func (r *resolver) Method() generated.MethodResolver                       { return method{} }
func (r *resolver) Mutation() generated.MutationResolver                   { return mutations{r} }
func (r *resolver) NotFeedback() generated.NotFeedbackResolver             { return notFeedback{r} }
func (r *resolver) RelatedToFeedback() generated.RelatedToFeedbackResolver { return related{r} }
func (r *resolver) Delegation() generated.DelegationResolver               { return delegation{} }
func (r *resolver) ReplyTemplate() generated.ReplyTemplateResolver         { return replyTemplate{} }
func (r *resolver) Pin() generated.PinResolver                             { return pin{} }
func (r *resolver) Procedure() generated.ProcedureResolver                 { return procedure{} }
func (r *resolver) ProcedureCopy() generated.ProcedureCopyResolver         { return procedureCopy{r} }
func (r *resolver) ProcedureFilter() generated.ProcedureFilterResolver     { return procedureFilter{r} }
func (r *resolver) Query() generated.QueryResolver                         { return query{r} }
func (r *resolver) Result() generated.ResultResolver                       { return result{} }
func (r *resolver) SearchInsight() generated.SearchInsightResolver         { return searchInsight{} }
func (r *resolver) Sector() generated.SectorResolver                       { return sector{r} }
func (r *resolver) ServiceVariant() generated.ServiceVariantResolver       { return serviceVariant{} }
func (r *resolver) Subscription() generated.SubscriptionResolver           { return subscriptions{r} }
func (r *resolver) Succession() generated.SuccessionResolver               { return succession{r} }
func (r *resolver) Suggestion() generated.SuggestionResolver               { return suggestion{r} }
func (r *resolver) Webhook() generated.WebhookResolver                     { return webhookType{r} }
func (r *resolver) WebhookDelivery() generated.WebhookDeliveryResolver     { return webhookDelivery{} }
func (r *resolver) Viewer() generated.ViewerResolver                       { return viewer{} }
func (r *resolver) BacklogCell() generated.BacklogCellResolver             { return backlogCell{r} }
func (r *resolver) DueList() generated.DueListResolver                     { return dueList{r} }
func (r *resolver) DuePart() generated.DuePartResolver                     { return duePart{r} }
func (r *resolver) FeedbackStatistics() generated.FeedbackStatisticsResolver {
	return feedbackStatistics{r}
}
func (r *resolver) LocalityFigures() generated.LocalityFiguresResolver { return localityFigures{} }
func (r *resolver) FeedbackFilter() generated.FeedbackFilterResolver   { return feedbackFilter{} }
func (r *resolver) SavedFilter() generated.SavedFilterResolver         { return savedFilter{} }
func (r *resolver) SimilarFeedback() generated.SimilarFeedbackResolver { return similarFeedback{} }
