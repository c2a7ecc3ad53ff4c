import WickDomain

extension Dataset {
    /// Fewer rows than this are not worth a tree.
    public static let minimumTrainingRows = 500

    /// Says why the rows cannot be learned from, before an hour is spent on finding out.
    func requireLearnable(_ rows: Range<Int>, doing: String) throws(LearningError) {
        guard rows.count >= Self.minimumTrainingRows else {
            throw .tooFewRows(doing: doing, found: rows.count, needed: Self.minimumTrainingRows)
        }
        let first = basisPoints[rows.lowerBound]
        guard basisPoints[rows].contains(where: { $0 != first }) else {
            throw .labelsAllEqual(first / Float(Booster.basisPoints))
        }
        let idle = constantFeatures(rows)
        guard idle.count < features.columnCount else { throw .noFeatures(constant: idle) }
    }

    /// Names of the features that are one value, or unknown, in all of the rows: harmless, and worth telling.
    public func constantFeatures(_ rows: Range<Int>) -> [String] {
        let width = features.columnCount
        return features.withRows(rows) { values in
            var first = [Float](repeating: .nan, count: width)
            var varies = [Bool](repeating: false, count: width)
            var open = width
            for row in 0..<rows.count where open > 0 {
                for column in 0..<width where !varies[column] {
                    let value = values[row * width + column]
                    guard !value.isNaN else { continue }
                    if first[column].isNaN {
                        first[column] = value
                    } else if first[column] != value {
                        varies[column] = true
                        open -= 1
                    }
                }
            }
            return (0..<width).filter { !varies[$0] }.map { schema.names[$0] }
        }
    }

    /// Names of the features that are unknown in all of the rows.
    public func unknownFeatures(_ rows: Range<Int>) -> [String] {
        let width = features.columnCount
        return features.withRows(rows) { values in
            (0..<width).filter { column in
                (0..<rows.count).allSatisfy { values[$0 * width + column].isNaN }
            }.map { schema.names[$0] }
        }
    }
}
