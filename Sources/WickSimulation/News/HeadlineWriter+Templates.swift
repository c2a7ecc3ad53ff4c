// Every firm and place below is invented.
extension HeadlineWriter {
    static let firms = [
        "Northgate Exchange", "Larkfield Capital", "Copperline Custody", "Bluemoor Fund", "Hale & Brook",
        "Tidewater Bank", "Alderwick Payments", "Quarry Street Partners", "Fennmark Trust", "Greyhollow Mining",
    ]

    static let places = ["Westmarch", "the Calder Union", "Port Ansel", "Nordhaven", "Osmere Bay"]

    static func templates(_ tone: SyntheticHeadline.Tone) -> [String] {
        switch tone {
        case .positive: positive
        case .negative: negative
        case .neutral: neutral
        }
    }

    static func summaries(_ tone: SyntheticHeadline.Tone) -> [String] {
        switch tone {
        case .positive:
            [
                "Traders welcome the news.", "The gain comes on strong demand.",
                "Analysts call the outlook improved.", "Volumes rise as optimism returns.",
            ]
        case .negative:
            [
                "Traders fear further losses.", "The drop comes on weak demand.",
                "Analysts warn of more risk ahead.", "Selling picks up as worry spreads.",
            ]
        case .neutral:
            [
                "No date has been given.", "The firm declined to comment further.", "Details follow next week.",
                "The document runs to forty pages.",
            ]
        }
    }

    private static let positive = [
        "{asset} rallies as {firm} wins approval for spot fund",
        "{asset} surges after {firm} reveals {amount} purchase",
        "{firm} adopts {asset} for settlement in record deal",
        "Regulator in {place} approves {asset} products, ending a long dispute",
        "{asset} breaks out as inflows jump {percent} in a week",
        "Strong demand lifts {asset}: {firm} sees best quarter yet",
        "{firm} upgrades its {asset} outlook and raises its target by {percent}",
        "Lawsuit against {firm} dismissed, {asset} gains",
        "{place} embraces {asset} with a tax cut for holders",
        "{asset} upgrade goes live smoothly, fees fall {percent}",
        "{firm} recovers {amount} in stolen {asset}, users made whole",
        "Bullish options bets on {asset} hit a record {amount}",
    ]

    private static let negative = [
        "{asset} plunges as {firm} halts withdrawals",
        "Hackers steal {amount} in {asset} from {firm}",
        "Regulator in {place} sues {firm} over {asset} sales",
        "{asset} slides after {firm} warns of heavy losses",
        "{place} bans {asset} payments, citing fraud",
        "{firm} files for bankruptcy with {amount} in {asset} missing",
        "{asset} tumbles as outflows jump {percent} in a week",
        "Exploit drains {amount} from {asset} lending pool",
        "{firm} downgrades {asset}, sees {percent} fall",
        "Outage at {firm} sparks panic selling in {asset}",
        "Fears of crackdown in {place} hurt {asset}",
        "{firm} dumps {amount} of {asset} amid liquidity crisis",
    ]

    private static let neutral = [
        "{firm} publishes its quarterly letter on {asset}",
        "What to know about {asset} this week",
        "{firm} moves its {asset} desk to {place}",
        "{asset} developers meet to discuss the road map",
        "{firm} names a new head of {asset} research",
        "{place} opens a consultation on {asset} reporting",
        "Explainer: how {asset} settlement works",
        "{asset} trades in a narrow range ahead of data",
        "Survey: {percent} of readers hold {asset}",
        "{firm} to host a conference on {asset} in {place}",
        "Interview: the {asset} archivist of {place}",
        "{firm} updates the terms of its {asset} account",
        "{asset} conference in {place} sells its first tickets",
        "Five charts on {asset} volumes",
    ]
}
