package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"motcua"
	"motcua/db"
	"motcua/internal/announce"
)

// office joins the reading of decisions with the database, as the program does.
type office struct{ *db.DB }

func (o office) PublishDecision(ctx context.Context, by motcua.Caller, document string, dryRun bool, retry *motcua.Retry) (motcua.AnnouncementReport, error) {
	a, err := announce.ParseJSON([]byte(document))
	if err != nil {
		return motcua.AnnouncementReport{}, err
	}
	return o.Announce(ctx, clock(), a, db.AnnounceOptions{By: by, DryRun: dryRun, May: o.may(ctx, by), Retry: retry})
}

func (o office) RetractVersion(ctx context.Context, by motcua.Caller, version motcua.ID, reason string, retry *motcua.Retry) (motcua.Retraction, error) {
	return o.Retract(ctx, clock(), version, reason, db.RetractOptions{By: by, May: o.may(ctx, by), Retry: retry})
}

func (o office) may(ctx context.Context, by motcua.Caller) func(motcua.ID) error {
	return func(agency motcua.ID) error {
		tree, err := o.AgencyTree(ctx)
		if err != nil {
			return err
		}
		return by.MayAct(agency, tree, motcua.RolePublisher)
	}
}

func decisionDocument(number, agency string) string {
	return fmt.Sprintf(`{"decision": {"number": %q, "date": "2026-06-01", "agency": {"code": %q}}, "procedures": [{"kind": "AMENDED", "code": "1.000894",
		"by": [{"number": "04/2020/TT-BTP"}], "note": "sửa", "steps": [{"text": "Nộp"}], "results": [{"name": "Giấy"}], "audiences": [{"name": "Công dân Việt Nam"}],
		"methods": [{"channel": "DIRECT", "text": "Một ngày"}], "cases": [{"components": [{"name": "Tờ khai", "originals": 1}]}]}]}`, number, agency)
}

func TestPublishDecision(t *testing.T) {
	w := newWorld(t, catalogue()...)
	w.config.Publishing = office{w.database(t)}
	w.serve(t)
	key := func(name string, agency motcua.ID) []string {
		token, err := w.database(t).CreateKey(t.Context(), motcua.Key{Name: name, CreatedBy: "root", Grants: []motcua.Grant{{Role: motcua.RolePublisher, Agency: agency}}}, clock()())
		if err != nil {
			t.Fatal(err)
		}
		return []string{"Authorization", "Bearer " + token}
	}
	ministryKey, provinceKey := key("m", ministry.ID), key("p", province.ID)
	const publish = `mutation($i: PublishDecisionInput!) { publishDecision(input: $i) {
		decision { number } results { kind outcome code versionId from changes { path } } added userErrors { field code message } } }`
	ask := func(header []string, input map[string]any) (string, []string) {
		return w.as(t, header, publish, map[string]any{"i": input})
	}
	doc := decisionDocument("99/QĐ-BTP", "G15")
	for name, header := range map[string][]string{"nobody": nil, "another agency's publisher": provinceKey, "a curator": w.keyFor(t, "c", motcua.ScopeCurate)} {
		if data, codes := ask(header, map[string]any{"document": doc}); len(codes) != 1 || codes[0] != "FORBIDDEN" {
			t.Errorf("%s: %s %v", name, data, codes)
		}
	}
	if data, _ := ask(ministryKey, map[string]any{"document": `{"decision": {"number": "1", "date": "x", "agency": {"code": "G15"}}, "procedures": []}`}); !strings.Contains(data, `"field":"document.decision.date","code":"INVALID"`) || !strings.Contains(data, `"decision":null`) {
		t.Errorf("faults: %s", data)
	}
	if data, codes := ask(ministryKey, map[string]any{"document": doc, "dryRun": true}); len(codes) > 0 || !strings.Contains(data, `"outcome":"ANNOUNCED"`) || !strings.Contains(data, `"path":"note"`) {
		t.Errorf("dry run: %s %v", data, codes)
	}
	const once = "0b5a7c1e-6f3d-4b1a-9a57-5f0c9a3d2e11"
	first, codes := ask(ministryKey, map[string]any{"document": doc, "idempotencyKey": once})
	if len(codes) > 0 || !strings.Contains(first, `"outcome":"ANNOUNCED"`) {
		t.Fatalf("published: %s %v", first, codes)
	}
	if data, _ := ask(ministryKey, map[string]any{"document": doc}); !strings.Contains(data, `"outcome":"UNCHANGED"`) {
		t.Errorf("again: %s", data)
	}
	if data, _ := ask(ministryKey, map[string]any{"document": decisionDocument("98/QĐ-BTP", "G15"), "idempotencyKey": once}); !strings.Contains(data, `"code":"IDEMPOTENCY_MISMATCH"`) {
		t.Errorf("another input with the key: %s", data)
	}
	var made struct {
		PublishDecision struct {
			Results []struct{ VersionID motcua.ID }
		}
	}
	if err := json.Unmarshal([]byte(first), &made); err != nil {
		t.Fatal(err)
	}
	const retract = `mutation($i: RetractVersionInput!) { retractVersion(input: $i) { retractedVersionId procedure { note } userErrors { field code } } }`
	input := map[string]any{"versionId": made.PublishDecision.Results[0].VersionID, "reason": "nhập sai"}
	if data, codes := w.as(t, provinceKey, retract, map[string]any{"i": input}); len(codes) != 1 || codes[0] != "FORBIDDEN" {
		t.Errorf("another agency's publisher retracts: %s %v", data, codes)
	}
	if data, codes := w.as(t, ministryKey, retract, map[string]any{"i": input}); len(codes) > 0 || strings.Contains(data, "sửa") || !strings.Contains(data, `"userErrors":[]`) {
		t.Errorf("retracted: %s %v", data, codes)
	}
	if data, _ := w.as(t, ministryKey, retract, map[string]any{"i": input}); !strings.Contains(data, `"code":"NOT_FOUND"`) {
		t.Errorf("retracted twice: %s", data)
	}
	// The retry of what was retracted does not publish it again.
	ask(ministryKey, map[string]any{"document": doc, "idempotencyKey": once})
	if data, _ := w.as(t, nil, `{ procedure(code: "1.000894") { note } }`, nil); strings.Contains(data, "sửa") {
		t.Errorf("published again by a retry: %s", data)
	}
}
