package changelog_test

import (
	"testing"

	"motcua/db/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }
