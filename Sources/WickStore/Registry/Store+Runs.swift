import GRDB
import WickDomain

extension Store {
    /// Notes the start of a training run.
    ///
    /// - Returns: its number; the newest is the count of all trials.
    public func beginRun(_ run: TrainingRunDraft) throws(StoreError) -> Int {
        guard JSONText.isValid(run.parameters) else {
            throw .badRow(what: "a training run", reason: "its parameters are not JSON")
        }
        return try write("starting a training run") { database in
            let id = (try Int.fetchOne(database, sql: "SELECT max(id) FROM training_run") ?? 0) + 1
            try database.execute(
                sql: """
                    INSERT INTO training_run (id, started_at, state, schema_hash, data_from, data_to, parameters)
                    VALUES (?, ?, 'running', ?, ?, ?, ?)
                    """,
                arguments: [
                    id, run.startedTime.microseconds, run.schemaHash, run.dataRange.lowerBound.microseconds,
                    run.dataRange.upperBound.microseconds, run.parameters,
                ])
            return id
        }
    }

    /// Notes how a run ended; once.
    ///
    /// - Throws: `.unknownRun` where there is no such run, or it has ended.
    public func endRun(_ id: Int, _ end: TrainingRunEnd) throws(StoreError) {
        try write("ending training run \(id)") { database in
            try RunQuery.end(id, end, database)
        }
    }

    /// All runs, oldest first.
    public func runs() throws(StoreError) -> [TrainingRunRecord] {
        try read("listing training runs") { database in
            var found: [TrainingRunRecord] = []
            let rows = try RowReader(
                database,
                sql: """
                    SELECT id, started_at, schema_hash, data_from, data_to, parameters, ended_at, state, message,
                        model_version FROM training_run ORDER BY id
                    """)
            try rows.forEach { row in
                try row.require(
                    row.time(3) <= row.time(4), "training run \(row.integer(0))", "its data ends before it begins")
                let start = TrainingRunDraft(
                    startedTime: try row.time(1), schemaHash: row.text(2), dataRange: try row.time(3)..<row.time(4),
                    parameters: row.text(5))
                let end = try row.optionalTime(6).map { ended throws in
                    TrainingRunEnd(
                        state: try row.named(7, "a training run"), endedTime: ended,
                        message: row.optionalText(8), modelVersion: try row.optionalCount(9))
                }
                found.append(TrainingRunRecord(id: Int(row.integer(0)), start: start, end: end))
                return true
            }
            return found
        }
    }
}

enum RunQuery {
    static func end(_ id: Int, _ end: TrainingRunEnd, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE training_run SET state = ?, ended_at = ?, message = ?, model_version = ?
                WHERE id = ? AND state = 'running'
                """,
            arguments: [end.state.rawValue, end.endedTime.microseconds, end.message, end.modelVersion, id])
        guard database.changesCount == 1 else { throw StoreError.unknownRun(id: id) }
    }
}
