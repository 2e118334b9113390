package main

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// followerCollector tells how this node follows the change log.
type followerCollector struct{ *following }

// What it tells. A copy is one of the indexes, the copy of the catalogue, or
// the subscriptions.
var (
	followerSilence  = followerDesc("silence_seconds", "Time since the change log was last read; it is looked at every two seconds. -1 before the first time.")
	followerHeld     = followerDesc("held_seconds", "How long changes have been there that may not be read, because an older transaction of the cluster is open.")
	followerBlocker  = followerDesc("blocker_age_seconds", "Age of the transaction that holds the change log back, as it was when it was looked up.", "pid", "database")
	followerXID      = followerDesc("position_xid", "Transaction of the last change that a copy has applied.", "copy")
	followerID       = followerDesc("position_id", "Number of the last change that a copy has applied.", "copy")
	followerBehind   = followerDesc("behind_seconds", "Age of the oldest change that a copy has not applied.", "copy")
	followerJoined   = followerDesc("joined", "1 where a copy is fed by the node's one reader, 0 where it catches up by itself, is rebuilt, or fails.", "copy")
	followerStuck    = followerDesc("stuck", "1 where a copy has not come back with what it was given for half a minute.", "copy")
	allFollowerDescs = []*prometheus.Desc{followerSilence, followerHeld, followerBlocker, followerXID, followerID, followerBehind, followerJoined, followerStuck}
)

func followerDesc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("motcua_follower_"+name, help, labels, nil)
}

// Describe implements prometheus.Collector.
func (followerCollector) Describe(to chan<- *prometheus.Desc) {
	for _, desc := range allFollowerDescs {
		to <- desc
	}
}

// Collect implements prometheus.Collector.
func (c followerCollector) Collect(to chan<- prometheus.Metric) {
	tell := func(desc *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	s := c.Status()
	silence := -1.0
	if !s.Heard.IsZero() {
		silence = time.Since(s.Heard).Seconds()
	}
	tell(followerSilence, silence)
	tell(followerHeld, s.Held.Seconds())
	if b := s.Blocker; b != nil {
		tell(followerBlocker, b.Age.Seconds(), strconv.Itoa(b.PID), b.Database)
	}
	for _, one := range s.Sinks {
		tell(followerXID, float64(one.Position.XID), one.Name)
		tell(followerID, float64(one.Position.ID), one.Name)
		tell(followerBehind, one.Behind.Seconds(), one.Name)
		tell(followerJoined, oneIf(one.Joined), one.Name)
		tell(followerStuck, oneIf(one.Stuck), one.Name)
	}
}
