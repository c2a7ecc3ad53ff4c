/// The columns of a feature vector, in order. Two schemas with one hash are the same in every definition.
public struct FeatureSchema: Hashable, Sendable {
    /// Column names: lower case, digits and underscores, unique.
    public let names: [String]
    /// Changes exactly when a name, a formula, a parameter or the order changes; lower-case hexadecimal.
    public let hash: String

    public init(names: [String], hash: String) {
        precondition(Set(names).count == names.count, "two features of one name")
        self.names = names
        self.hash = hash
    }
}
