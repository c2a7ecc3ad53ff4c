public import WickDomain

/// Owns the right to write the store: batches from all stages pass through here, one short transaction each, in the
/// order in which they come. Readers go to `store` itself.
///
/// Nothing here suspends: every call is one of the store's synchronous calls, so that a seeded executor runs it like
/// any other job.
public actor StoreActor {
    public nonisolated let store: Store

    public init(_ store: Store) { self.store = store }

    @discardableResult
    public func write(_ batch: StoreBatch) throws(StoreError) -> StoreBatch.Receipt { try store.write(batch) }

    public func register(_ schema: FeatureSchema) throws(StoreError) { try store.register(schema) }

    public func insertModel(_ model: ModelDraft, artifact: [UInt8]) throws(StoreError) -> ModelRecord {
        try store.insertModel(model, artifact: artifact)
    }

    public func setAliases(_ aliases: [String: Int?], at time: Timestamp, reason: String) throws(StoreError) {
        try store.setAliases(aliases, at: time, reason: reason)
    }

    public func beginRun(_ run: TrainingRunDraft) throws(StoreError) -> Int { try store.beginRun(run) }

    public func endRun(_ id: Int, _ end: TrainingRunEnd) throws(StoreError) { try store.endRun(id, end) }

    public func setSettings(_ settings: [String: String?], at time: Timestamp) throws(StoreError) {
        try store.setSettings(settings, at: time)
    }

    public func markAlert(_ id: String, _ delivery: AlertDelivery) throws(StoreError) {
        try store.markAlert(id, delivery)
    }

    public func prune(_ retention: StoreRetention, now: Timestamp) throws(StoreError) -> StoreRetention.Removal {
        try store.prune(retention, now: now)
    }

    public func close() throws(StoreError) { try store.close() }
}
