public import WickDomain

/// The features of this version of wick: the list, the schema, and the page of documentation that is made from them.
public enum FeatureSet {
    /// In the order of the columns.
    public static let definitions: [FeatureDefinition] = FeatureEngine.groups.flatMap { $0.definitions }

    /// To be raised when values change though no declaration does, such as after a mended formula.
    static let revision = 1

    /// Models and stored vectors carry its hash; one of another hash is another set of features.
    public static let schema = FeatureSchema(names: definitions.map(\.name), hash: hash(of: canonicalText))

    /// Known minutes in a row until every feature is known, those of the news apart.
    public static let warmUp = definitions.reduce(0) { max($0, $1.warmUp) }

    /// Everything that makes a definition, a line each; the text behind the hash.
    static var canonicalText: String {
        canonicalText(of: definitions, revision: revision)
    }

    static func canonicalText(of definitions: [FeatureDefinition], revision: Int) -> String {
        let lines = definitions.map { feature in
            let inputs = feature.inputs.map(\.rawValue).joined(separator: "+")
            return "\(feature.name)|\(feature.unit)|\(feature.formula)|\(feature.warmUp)|\(inputs)\n"
        }
        return "revision \(revision)\n" + lines.joined()
    }

    /// FNV-1a of 64 bits (Fowler, Noll, Vo), as 16 hexadecimal digits.
    static func hash(of text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
