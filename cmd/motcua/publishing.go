package main

import (
	"context"
	"time"

	"motcua"
	"motcua/db"
	"motcua/internal/announce"
)

// publishing joins the reading of decisions with the database, for the API.
type publishing struct{ *db.DB }

// PublishDecision publishes for a publisher of the agency that decided.
func (p publishing) PublishDecision(ctx context.Context, by motcua.Caller, document string, dryRun bool, retry *motcua.Retry) (motcua.AnnouncementReport, error) {
	a, err := announce.ParseJSON([]byte(document))
	if err != nil {
		return motcua.AnnouncementReport{}, err
	}
	return p.Announce(ctx, time.Now, a, db.AnnounceOptions{By: by, DryRun: dryRun, May: p.may(ctx, by), Retry: retry})
}

// RetractVersion retracts for a publisher of the agency that decided.
func (p publishing) RetractVersion(ctx context.Context, by motcua.Caller, version motcua.ID, reason string, retry *motcua.Retry) (motcua.Retraction, error) {
	return p.Retract(ctx, time.Now, version, reason, db.RetractOptions{By: by, May: p.may(ctx, by), Retry: retry})
}

func (p publishing) may(ctx context.Context, by motcua.Caller) func(motcua.ID) error {
	return func(agency motcua.ID) error {
		tree, err := p.AgencyTree(ctx)
		if err != nil {
			return err
		}
		return by.MayAct(agency, tree, motcua.RolePublisher)
	}
}
