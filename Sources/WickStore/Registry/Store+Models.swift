import Foundation
import GRDB
public import WickDomain

extension Store {
    /// Registers a model under the next version.
    ///
    /// - Parameter artifact: its file's bytes; not empty.
    /// - Throws: `.unknownModel` for a parent that is not there, `.badRow` for parameters or metrics that are not JSON.
    public func insertModel(_ draft: ModelDraft, artifact: [UInt8]) throws(StoreError) -> ModelRecord {
        try ModelQuery.check(draft, artifact)
        return try write("registering a model") { try ModelQuery.insert(draft, artifact, $0) }
    }

    /// All versions, oldest first, without their bytes.
    public func models() throws(StoreError) -> [ModelRecord] {
        try read("listing models") { try ModelQuery.records("ORDER BY version", [], $0) }
    }

    /// - Throws: `.unknownModel`.
    public func model(_ version: Int) throws(StoreError) -> ModelRecord {
        try read("looking up model \(version)") { try ModelQuery.require(version, $0) }
    }

    /// The artifact, byte for byte as it was registered.
    ///
    /// - Throws: `.unknownModel`, `.modelDamaged` where the SHA-256 is another.
    public func artifact(ofModel version: Int) throws(StoreError) -> [UInt8] {
        try read("reading model \(version)") { database in
            let record = try ModelQuery.require(version, database)
            let query = "SELECT artifact FROM model WHERE version = ?"
            let bytes = [UInt8](try Data.fetchOne(database, sql: query, arguments: [version]) ?? Data())
            let found = SHA256.hexadecimal(of: bytes)
            guard found == record.sha256 else {
                throw StoreError.modelDamaged(version: version, expected: record.sha256, found: found)
            }
            return bytes
        }
    }

    // MARK: Aliases

    /// Sets some aliases ("champion", "challenger") to versions, or takes them away (nil), all at once: nobody sees
    /// half of it.
    ///
    /// - Throws: `.unknownModel`; then no alias is changed.
    public func setAliases(_ aliases: [String: Int?], at time: Timestamp, reason: String) throws(StoreError) {
        try write("changing model aliases") { database in
            try ModelQuery.setAliases(aliases, at: time, reason: reason, database)
        }
    }

    /// What the alias stood for at `asOf` (nil: now); nil where it did not exist.
    public func alias(_ name: String, asOf: Timestamp? = nil) throws(StoreError) -> Int? {
        try aliasChanges(name).last { $0.knownTime <= asOf ?? $0.knownTime }?.version
    }

    /// Every alias that stands for a version now.
    public func aliases() throws(StoreError) -> [String: Int] {
        let changes = try aliasChanges(nil)
        // Later changes of a name replace earlier ones, and those without a version take it away.
        let newest = Dictionary(changes.map { ($0.name, $0.version) }) { _, later in later }
        return newest.compactMapValues { $0 }
    }

    /// What an alias stood for one after the other, oldest first: what a rollback goes by.
    public func aliasChanges(_ name: String?) throws(StoreError) -> [AliasChange] {
        try read("reading model aliases") { database in
            var found: [AliasChange] = []
            let rows = try RowReader(
                database,
                sql: """
                    SELECT name, version, known_at, reason FROM model_alias WHERE ?1 IS NULL OR name = ?1
                    ORDER BY name, change
                    """, arguments: [name])
            try rows.forEach { row in
                found.append(
                    try AliasChange(
                        name: row.text(0), version: row.optionalCount(1), knownTime: try row.time(2),
                        reason: row.text(3)))
                return true
            }
            return found
        }
    }
}

enum ModelQuery {
    static func check(_ draft: ModelDraft, _ artifact: [UInt8]) throws(StoreError) {
        guard !artifact.isEmpty else { throw .badRow(what: "a model", reason: "it has no bytes") }
        for (name, text) in [("parameters", draft.parameters), ("metrics", draft.metrics)] {
            guard JSONText.isValid(text) else { throw .badRow(what: "a model", reason: "its \(name) are not JSON") }
        }
    }

    static func insert(_ draft: ModelDraft, _ artifact: [UInt8], _ database: Database) throws -> ModelRecord {
        if let parent = draft.parent { try require(parent, database) }
        let newest = try Int.fetchOne(database, sql: "SELECT max(version) FROM model") ?? 0
        guard newest < Int32.max else {
            throw StoreError.badRow(what: "a model", reason: "there is a version \(newest)")
        }
        let record = ModelRecord(
            version: newest + 1, sha256: SHA256.hexadecimal(of: artifact), artifactBytes: artifact.count,
            details: draft)
        try database.execute(
            sql: """
                INSERT INTO model (version, parent, run_id, known_at, schema_hash, horizon_us, data_from, data_to,
                    parameters, metrics, format, sha256, artifact) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, arguments: arguments(record, artifact))
        return record
    }

    static func setAliases(
        _ aliases: [String: Int?], at time: Timestamp, reason: String, _ database: Database
    ) throws {
        for (name, version) in aliases.sorted(by: { $0.key < $1.key }) {
            if let version { try require(version, database) }
            try database.execute(
                sql: """
                    INSERT INTO model_alias (name, change, version, known_at, reason)
                    SELECT ?1, coalesce(max(change), 0) + 1, ?2, ?3, ?4 FROM model_alias WHERE name = ?1
                    """, arguments: [name, version, time.microseconds, reason])
        }
    }

    static func records(
        _ condition: String, _ arguments: StatementArguments, _ database: Database
    ) throws -> [ModelRecord] {
        var found: [ModelRecord] = []
        let rows = try RowReader(
            database,
            sql: """
                SELECT version, parent, run_id, known_at, schema_hash, horizon_us, data_from, data_to, parameters,
                    metrics, format, sha256, length(artifact) FROM model \(condition)
                """, arguments: arguments)
        try rows.forEach { row in
            try row.require(row.time(6) <= row.time(7), "model \(row.integer(0))", "its data ends before it begins")
            let draft = try ModelDraft(
                parent: row.optionalCount(1), runID: row.optionalCount(2),
                knownTime: try row.time(3), schemaHash: row.text(4), horizon: .microseconds(row.integer(5)),
                dataRange: try row.time(6)..<row.time(7), parameters: row.text(8), metrics: row.text(9),
                format: row.text(10))
            found.append(
                try ModelRecord(
                    version: row.count(0), sha256: row.text(11), artifactBytes: row.count(12),
                    details: draft))
            return true
        }
        return found
    }

    @discardableResult
    static func require(_ version: Int, _ database: Database) throws -> ModelRecord {
        guard let record = try records("WHERE version = ?", [version], database).first else {
            throw StoreError.unknownModel(version: version)
        }
        return record
    }

    static func arguments(_ record: ModelRecord, _ artifact: [UInt8]) -> StatementArguments {
        let details = record.details
        return [
            record.version, details.parent, details.runID, details.knownTime.microseconds, details.schemaHash,
            details.horizon.microseconds, details.dataRange.lowerBound.microseconds,
            details.dataRange.upperBound.microseconds, details.parameters, details.metrics, details.format,
            record.sha256, Data(artifact),
        ]
    }
}
