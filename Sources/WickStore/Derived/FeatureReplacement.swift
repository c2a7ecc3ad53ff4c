import GRDB
import WickDomain

/// Brings the feature table in line with what follows from the facts, for one piece and within one transaction.
struct FeatureReplacement {
    private enum Step {
        case add(FeatureVector)
        case change(FeatureVector, from: [Double])
        case remove(openTime: Int64, knownTime: Int64, values: [Double])
    }

    private let database: Database
    private let piece: FeaturePiece
    private let schemaID: Int64
    private(set) var changes = FeatureChanges()

    init(_ piece: FeaturePiece, _ database: Database) throws {
        self.database = database
        self.piece = piece
        schemaID = try FeatureColumns.identifier(of: piece.schema, in: database)
    }

    mutating func perform() throws {
        let instruments = InstrumentIdentifiers(database)
        let predictions = try PredictionVectors(database)
        let grouped = Dictionary(grouping: piece.vectors, by: \.instrument)
        for instrument in piece.instruments {
            let id = try instruments.identifier(of: instrument)
            let steps = try compare(Self.sorted(grouped[instrument] ?? []), id)
            try apply(steps, id, predictions)
            let range = piece.range
            try StaleMarks.remove(
                id, from: range.lowerBound.microseconds, to: range.upperBound.microseconds, in: database)
            guard piece.goesOn, range.upperBound.microseconds <= .max - StaleMarks.minute else { continue }
            try StaleMarks.add(
                id, from: range.upperBound.microseconds, to: range.upperBound.microseconds + StaleMarks.minute,
                in: database)
        }
    }

    /// By minute and known time; of two that became known at one moment the later one counts.
    private static func sorted(_ vectors: [FeatureVector]) -> [FeatureVector] {
        let sorted = vectors.enumerated().sorted {
            ($0.element.openTime, $0.element.knownTime, $0.offset)
                < ($1.element.openTime, $1.element.knownTime, $1.offset)
        }.map(\.element)
        return sorted.indices.filter { index in
            index + 1 == sorted.count || sorted[index].openTime != sorted[index + 1].openTime
                || sorted[index].knownTime != sorted[index + 1].knownTime
        }.map { sorted[$0] }
    }

    /// Goes through both in order, as a merge does.
    private mutating func compare(_ vectors: [FeatureVector], _ instrument: Int64) throws -> [Step] {
        var steps: [Step] = []
        var rest = vectors[...]
        let width = Int32(piece.schema.names.count)
        let rows = try RowReader(
            database, sql: FeatureQuery.forward(piece.schema.names),
            arguments: [
                instrument, schemaID, piece.range.lowerBound.microseconds, piece.range.upperBound.microseconds,
                Int64.max, Int64.max,
            ])
        try rows.forEach { row in
            let key = (row.integer(0), row.integer(1))
            while let vector = rest.first, (vector.openTime.microseconds, vector.knownTime.microseconds) < key {
                steps.append(.add(rest.removeFirst()))
            }
            let values = (0..<width).map { row.number($0 + 2) }
            guard let vector = rest.first, (vector.openTime.microseconds, vector.knownTime.microseconds) == key else {
                steps.append(.remove(openTime: key.0, knownTime: key.1, values: values))
                return true
            }
            rest.removeFirst()
            if Self.areSame(values, vector.values) {
                changes.present += 1
            } else {
                steps.append(.change(vector, from: values))
            }
            return true
        }
        return steps + rest.map { Step.add($0) }
    }

    /// NULL is unknown, and the file does not tell the zeros apart.
    private static func areSame(_ left: [Double], _ right: [Double]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
    }

    private mutating func apply(_ steps: [Step], _ instrument: Int64, _ predictions: PredictionVectors) throws {
        guard !steps.isEmpty else { return }
        let keys = ["instrument_id", "schema_id", "event_time", "known_at"]
        let inserter = try RowInserter(database, table: "feature", columns: keys + piece.schema.names)
        let removal = try database.makeStatement(
            sql: """
                DELETE FROM feature WHERE instrument_id = ? AND schema_id = ? AND event_time = ? AND known_at = ?
                """)
        func remove(_ openTime: Int64, _ knownTime: Int64, _ values: [Double]) throws {
            try predictions.keep(
                values, of: instrument, openTime: openTime, knownTime: knownTime, schemaHash: piece.schema.hash)
            try removal.execute(arguments: [instrument, schemaID, openTime, knownTime])
        }
        func insert(_ vector: FeatureVector) throws {
            _ = try inserter.insert { row in
                row.add(instrument)
                row.add(schemaID)
                row.add(vector.openTime)
                row.add(vector.knownTime)
                for value in vector.values { row.add(value) }
            }
        }
        for step in steps {
            switch step {
            case .add(let vector):
                try insert(vector)
                changes.added += 1
                note(vector.openTime)
            case .change(let vector, let values):
                try remove(vector.openTime.microseconds, vector.knownTime.microseconds, values)
                try insert(vector)
                changes.changed += 1
                note(vector.openTime)
            case .remove(let openTime, let knownTime, let values):
                try remove(openTime, knownTime, values)
                changes.removed += 1
                note(Timestamp(microseconds: openTime))
            }
        }
    }

    private mutating func note(_ openTime: Timestamp) {
        changes.lastChange = max(changes.lastChange ?? openTime, openTime)
    }
}
