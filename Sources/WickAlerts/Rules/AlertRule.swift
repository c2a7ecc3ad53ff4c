/// When somebody is told: a kind of finding, its limits, and how patient it is.
public struct AlertRule: Equatable, Sendable {
    /// A rule as it is configured; what is nil is as usual for its kind.
    public struct Settings: Equatable, Sendable {
        public var isEnabled: Bool
        /// Nil where the name is the kind.
        public var kind: AlertKind?
        public var limit: Double?
        public var clear: Double?
        public var forSeconds: Int?
        public var cooldownSeconds: Int?
        public var windowMinutes: Int?
        public var only: [String]

        public init(
            isEnabled: Bool = true, kind: AlertKind? = nil, limit: Double? = nil, clear: Double? = nil,
            forSeconds: Int? = nil, cooldownSeconds: Int? = nil, windowMinutes: Int? = nil, only: [String] = []
        ) {
            self.isEnabled = isEnabled
            self.kind = kind
            self.limit = limit
            self.clear = clear
            self.forSeconds = forSeconds
            self.cooldownSeconds = cooldownSeconds
            self.windowMinutes = windowMinutes
            self.only = only
        }
    }

    /// Why settings make no rule: which of them, and what is allowed.
    public struct Refusal: Error, Equatable, Sendable {
        /// The key, such as "limit".
        public let key: String
        public let allowed: String
    }

    /// Rules that one configuration may have: each looks at every subject once a second.
    public static let maximumRules = 64
    /// A condition that has to hold for longer is no alert.
    public static let maximumForSeconds = 86_400
    /// Also how far a start looks back for what was told.
    public static let maximumCooldownSeconds = 86_400
    /// Of a name; names stand in messages and commands.
    public static let maximumNameLength = 40

    /// As in the configuration: "price_move".
    public let name: String
    public let kind: AlertKind
    /// It fires where a value reaches this.
    public let limit: Double
    /// It ends where a value is back at this; between the two nothing changes.
    public let clear: Double
    /// For how long the limit must have been reached before it fires.
    public let patience: Duration
    /// How long after a message about a subject the next one about it may come.
    public let cooldown: Duration
    /// Of the past that is looked at, for kinds that look at one.
    public let window: Duration?
    /// Subjects that it is about; empty is all. "kraken", "BTC/USD" or "kraken BTC/USD".
    public let only: [String]

    /// - Throws: `Refusal` for what no rule can have.
    public init(name: String, _ settings: Settings) throws(Refusal) {
        let kind = try Self.kind(of: name, settings)
        let usual = kind.usual
        self.name = name
        self.kind = kind
        let range = kind.limits
        let usualLimit = usual.limit ?? range.lowerBound
        limit = settings.limit ?? usualLimit
        guard range.contains(limit) else {
            throw Refusal(
                key: "limit", allowed: "a number from \(range.lowerBound) to \(range.upperBound): \(kind.unit)")
        }
        // Without a word about it, as far from the limit as usual.
        clear = settings.clear ?? (usual.clear ?? 0) * limit / usualLimit
        guard clear.isFinite, clear >= 0, kind.firesBelow ? clear > limit : clear < limit else {
            let side = kind.firesBelow ? "above" : "from 0 and below"
            throw Refusal(key: "clear", allowed: "a number \(side) the limit, which is \(limit)")
        }
        patience = .seconds(settings.forSeconds ?? usual.forSeconds ?? 0)
        cooldown = .seconds(settings.cooldownSeconds ?? usual.cooldownSeconds ?? 0)
        let minutes = settings.windowMinutes ?? usual.windowMinutes
        if settings.windowMinutes != nil, kind.windows == nil {
            throw Refusal(key: "window_minutes", allowed: "left out: \(kind.rawValue) looks at no window")
        }
        if let minutes, kind.windows?.contains(minutes) == false {
            throw Refusal(key: "window_minutes", allowed: kind.windowWords + " minutes")
        }
        window = minutes.map { .seconds($0 * 60) }
        only = settings.only
    }

    /// The rules that hold without any configuration: one of each kind, named after it.
    public static let defaults: [AlertRule] = AlertKind.allCases.map { kind in
        do throws(Refusal) {
            return try AlertRule(name: kind.rawValue, Settings())
        } catch {
            preconditionFailure("the usual \(kind) has a \(error.key) that is not \(error.allowed)")
        }
    }

    /// What a rule's name can be: lower case, digits, underscores and dashes.
    public static func isName(_ text: String) -> Bool {
        (1...maximumNameLength).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "_-".utf8.contains(byte)
            }
    }

    /// What kinds there are, for messages.
    public static var kindWords: String {
        "one of " + AlertKind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    }

    private static func kind(of name: String, _ settings: Settings) throws(Refusal) -> AlertKind {
        guard let named = AlertKind(rawValue: name) else {
            guard let kind = settings.kind else { throw Refusal(key: "kind", allowed: kindWords) }
            return kind
        }
        guard settings.kind ?? named == named else {
            throw Refusal(
                key: "kind", allowed: "\"\(name)\" in the rule of that name; give the other rule a name of its own")
        }
        return named
    }
}
