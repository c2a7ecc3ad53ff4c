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
        guard batch.count <= StoreBatch.maximumRows else {
            throw .batchTooLarge(rows: batch.count, limit: StoreBatch.maximumRows)
        }
        guard !batch.isEmpty else { return StoreBatch.Receipt() }
        return try write("storing \(batch.count) rows") { database in
            var writer = BatchWriter(database)
            try writer.write(batch)
            return writer.receipt
        }
    }

    /// Makes the schema known and its columns, before the first vector comes.
    public func register(_ schema: FeatureSchema) throws(StoreError) {
        try write("adding a schema of features") { _ = try FeatureColumns.identifier(of: schema, in: $0) }
    }
}
