import GRDB
import Testing
import WickDomain

@testable import WickStore

@Suite struct FeatureColumnsTests {
    private let second = FeatureSchema(names: ["rsi_14", "adx_14", "return_1"], hash: "bb02")

    private func write(_ schema: FeatureSchema, _ rows: [FeatureVector], to store: Store) throws {
        var batch = StoreBatch()
        batch.vectors = .init(schema: schema, rows: rows)
        try store.write(batch)
    }

    @Test func aNewSchemaAddsItsColumnsAndKeepsTheOldRows() throws {
        let store = try Store.inMemory()
        try write(Sample.schema, [Sample.vector(0, [1, 2])], to: store)
        try write(second, [Sample.vector(0, [3, 4, 5]), Sample.vector(1, [6, .nan, 7])], to: store)
        #expect(try store.schemas() == [Sample.schema, second])
        let old = try store.vectors(of: Sample.bitcoin, in: Sample.always, schemaHash: Sample.schema.hash)
        #expect(old.map(\.values) == [[1, 2]])
        let new = try store.vectors(of: Sample.bitcoin, in: Sample.always)
        #expect(
            new.map { $0.values.map(\.bitPattern) } == [[3, 4, 5], [6, .nan, 7]].map { $0.map(\Double.bitPattern) })
        #expect(try store.read("") { try FeatureColumns.names(in: $0) } == ["return_1", "rsi_14", "adx_14"])
    }

    @Test func theViewHasTheNewestSchemasColumnsInItsOrder() throws {
        let store = try Store.inMemory()
        try write(Sample.schema, [Sample.vector(0, [1, 2])], to: store)
        try write(
            second, [Sample.vector(1, [6, .nan, 7]), Sample.vector(1, [8, 9, 10], delay: .seconds(1))], to: store)
        let rows = try store.read("") { try Row.fetchAll($0, sql: "SELECT * FROM feature_latest") }
        let row = try #require(rows.first)
        #expect(rows.count == 1)
        #expect(
            Array(row.columnNames) == [
                "venue", "symbol", "open_time", "event_time", "known_at", "schema", "rsi_14", "adx_14", "return_1",
            ])
        #expect(row["open_time"] == "2026-07-07T00:01:00Z")
        #expect(row["schema"] == "bb02")
        #expect(row["adx_14"] == 9.0)
    }

    @Test func unknownIsNullInTheTable() throws {
        let store = try Store.inMemory()
        try write(Sample.schema, [Sample.vector(0, [.nan, 0])], to: store)
        let row = try #require(try store.read("") { try Row.fetchOne($0, sql: "SELECT return_1, rsi_14 FROM feature") })
        #expect(row["return_1"] == nil)
        #expect(row["rsi_14"] == 0.0)
    }

    @Test func anEmptyStoreHasTheViewAndNoFeatures() throws {
        let store = try Store.inMemory()
        #expect(try store.read("") { try Int.fetchOne($0, sql: "SELECT count(*) FROM feature_latest") } == 0)
        #expect(try store.vectors(of: Sample.bitcoin, in: Sample.always).isEmpty)
        #expect(try store.lastVectorTime(of: Sample.bitcoin) == nil)
    }

    @Test func aSchemaThatIsNotThereIsAnError() throws {
        let store = try Store.inMemory()
        #expect(
            failure { try store.vectors(of: Sample.bitcoin, in: Sample.always, schemaHash: "cc03") }
                == .unknownSchema(hash: "cc03"))
    }

    @Test(arguments: [
        "", "Return", "a b", "x\"; DROP TABLE candle; --", "event_time", "symbol", "é",
        String(repeating: "a", count: 65),
    ])
    func namesThatCannotBeColumnsAreRefused(_ name: String) throws {
        let store = try Store.inMemory()
        guard case .badRow = failure(of: { try store.register(FeatureSchema(names: ["ok", name], hash: "dd04")) })
        else {
            Issue.record("'\(name)' became a column")
            return
        }
        #expect(try store.schemas() == [])
        #expect(try store.read("") { try FeatureColumns.names(in: $0) } == [])
    }

    @Test func thereIsALimitToColumns() throws {
        let store = try Store.inMemory()
        let names = (0..<FeatureColumns.maximumCount).map { "f_\($0)" }
        try store.register(FeatureSchema(names: names, hash: "01"))
        guard case .outOfRange = failure(of: { try store.register(FeatureSchema(names: ["g"], hash: "02")) }) else {
            Issue.record("a column too many was added")
            return
        }
        try write(
            FeatureSchema(names: names, hash: "01"), [Sample.vector(0, names.indices.map(Double.init))], to: store)
        #expect(try store.vectors(of: Sample.bitcoin, in: Sample.always).first?.values.last == 511)
    }
}
