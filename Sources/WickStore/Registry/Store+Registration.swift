import GRDB
import WickDomain

extension Store {
    /// Registers what a run made, gives the new version its aliases, and ends the run, all in one transaction: after a
    /// crash either all of it is there or nothing.
    ///
    /// - Parameters:
    ///   - draft: with the run's id.
    ///   - aliases: those to set, once the new version is known; nil takes one away.
    ///   - message: the verdict that the run ends with, and the reason of the aliases' change.
    /// - Throws: as `insertModel`, `setAliases` and `endRun`; then nothing has changed.
    public func register(
        _ draft: ModelDraft, artifact: [UInt8], endingRun run: Int, message: String,
        aliases: (_ version: Int) -> [String: Int?]
    ) throws(StoreError) -> ModelRecord {
        try ModelQuery.check(draft, artifact)
        return try write("registering what training run \(run) made") { database in
            let record = try ModelQuery.insert(draft, artifact, database)
            try ModelQuery.setAliases(aliases(record.version), at: draft.knownTime, reason: message, database)
            let end = TrainingRunEnd(
                state: .succeeded, endedTime: draft.knownTime, message: message, modelVersion: record.version)
            try RunQuery.end(run, end, database)
            return record
        }
    }

    /// Removes versions with their bytes. Predictions keep the number of the version that made them.
    ///
    /// - Parameter versions: no longer wanted. What a current alias stands for stays, and so does the newest, whose
    ///   number would be given out again.
    /// - Returns: those that were removed, oldest first.
    public func removeModels(_ versions: Set<Int>) throws(StoreError) -> [Int] {
        let kept = Set(try aliases().values)
        return try write("removing models") { database in
            let newest = try Int.fetchOne(database, sql: "SELECT max(version) FROM model")
            let removed = versions.filter { !kept.contains($0) && $0 != newest }.sorted()
            for version in removed {
                // What refers to it goes on without: history stays readable, a rollback to it is refused.
                try database.execute(sql: "UPDATE model SET parent = NULL WHERE parent = ?", arguments: [version])
                try database.execute(
                    sql: "UPDATE model_alias SET version = NULL WHERE version = ?", arguments: [version])
                try database.execute(sql: "DELETE FROM model WHERE version = ?", arguments: [version])
            }
            return removed
        }
    }
}
