// Package private keeps a Postgres server of motcua's own, made from the
// programs installed on the machine, for people who did not bring a database.
//
// It owns where that server lives, who runs it, when it starts and stops, and
// the roles and the empty database a new one begins with. It refuses to know
// what is stored: tables, migrations and queries are other packages' work.
//
// # The data folder
//
//	pg/             the cluster (PGDATA), the only part given to the server's user
//	cluster.json    where the cluster is, and how far its making has come
//	passwords.json  one random password for each role, readable by motcua's user only
//	run.json        the running server: pid, socket folder, port, version, start
//	start.log       what the server printed before its own log began
//	lock, lock.start, lock.server
//
// # The three locks
//
// lock is held shared by every process that uses the server. Whoever leaves
// lets go of it and tries to take it exclusively: success means nobody is left.
// Going from shared to exclusive is not atomic with flock, so two processes
// could miss each other there. That is what lock.start is for: it is held
// exclusively around every start, join and stop, and nobody takes lock in
// either mode without it. Between letting go of lock and trying it, therefore,
// no other process can come in, and of two that leave at once the second sees
// that the first has gone.
//
// lock.server is locked by the process that starts the server and then
// inherited by the server itself. The kernel holds it as long as any process of
// that server lives, orphaned back ends of a killed postmaster included, and
// not a moment longer. Unlike a pid it cannot be reused, be a zombie, or mean
// something else in another container.
package private
