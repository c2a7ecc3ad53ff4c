/// A value of Universal Binary JSON, the form in which XGBoost writes its trees.
enum BinaryJSON: Equatable {
    case null
    case flag(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([BinaryJSON])
    /// Lists of one type, which have no marker an element.
    case integers([Int64])
    case numbers([Double])
    case object([String: BinaryJSON])

    subscript(key: String) -> BinaryJSON? { if case .object(let fields) = self { fields[key] } else { nil } }

    var text: String? { if case .text(let text) = self { text } else { nil } }

    /// The number of elements of any list.
    var count: Int? {
        switch self {
        case .list(let list): list.count
        case .integers(let list): list.count
        case .numbers(let list): list.count
        default: nil
        }
    }

    /// Nil unless every element is whole.
    var integers: [Int64]? {
        switch self {
        case .integers(let list): return list
        case .list(let list):
            let found = list.compactMap { if case .integer(let value) = $0 { value } else { nil } }
            return found.count == list.count ? found : nil
        default: return nil
        }
    }

    /// Nil unless every element is a number.
    var numbers: [Double]? {
        switch self {
        case .numbers(let list): return list
        case .integers(let list): return list.map { Double($0) }
        case .list(let list):
            let found = list.compactMap { value -> Double? in
                switch value {
                case .integer(let value): Double(value)
                case .number(let value): value
                default: nil
                }
            }
            return found.count == list.count ? found : nil
        default: return nil
        }
    }

    /// XGBoost writes its parameters as texts.
    var parameter: Int? { text.flatMap { Int($0) } }
}
