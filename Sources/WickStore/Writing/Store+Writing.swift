import GRDB
public import WickDomain

extension Store {
    /// Stores the batch in one transaction. Storing a batch again changes nothing.
    ///
    /// - Returns: how many rows were new.
    /// - Throws: `.batchTooLarge`, `.outOfRange`, `.badRow` (a score without its headline, an outcome without its
    ///   prediction or a second one), `.diskFull`, `.busy`; nothing of the batch is stored then, and all earlier ones
    ///   are.
    @discardableResult
    public func write(_ batch: StoreBatch) throws(StoreError) -> StoreBatch.Receipt {
        try transact(batch, setsAside: false, patience: nil).receipt
    }

    /// Stores every row of the batch that can be stored, in one transaction. A row that never can be, whatever one waits for, is kept as
    /// a `RefusedRow`, and so is what refers to it.
    ///
    /// - Parameter patience: for how long a lock of another program is waited for; nil for as long as usual.
    /// - Throws: `.batchTooLarge`, or what is wrong with the store itself (`.diskFull`, `.busy`, …); nothing of the batch is stored then,
    ///   and it can be tried again.
    public func accept(_ batch: StoreBatch, patience: Duration? = nil) throws(StoreError) -> StoreBatch.Acceptance {
        try transact(batch, setsAside: true, patience: patience)
    }

    private func transact(
        _ batch: StoreBatch, setsAside: Bool, patience: Duration?
    ) throws(StoreError) -> StoreBatch.Acceptance {
        guard batch.count <= StoreBatch.maximumRows else {
            throw .batchTooLarge(rows: batch.count, limit: StoreBatch.maximumRows)
        }
        var acceptance = StoreBatch.Acceptance()
        guard !batch.isEmpty else { return acceptance }
        let writer = try write("storing \(batch.count) rows", patience: patience) { database in
            var writer = BatchWriter(database, setsAside: setsAside, disturbance: disturbance)
            try writer.write(batch)
            return writer
        }
        (acceptance.receipt, acceptance.refused, acceptance.unkept) = (writer.receipt, writer.refused, writer.unkept)
        return acceptance
    }

    /// Makes the schema known and its columns, before the first vector comes.
    public func register(_ schema: FeatureSchema) throws(StoreError) {
        try write("adding a schema of features") { _ = try FeatureColumns.identifier(of: schema, in: $0) }
    }
}
