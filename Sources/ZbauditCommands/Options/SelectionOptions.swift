public import ArgumentParser
public import BackupModel
public import Verification

/// The part of the store that a command looks at.
struct SelectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only this backup: an id, a prefix like 2024*, latest or oldest (of the complete ones). May be repeated.",
            valueName: "id"
        )
    )
    var backup: [BackupSelector] = []

    @Option(help: ArgumentHelp("Only this partition. May be repeated.", valueName: "number"))
    var partition: [PartitionNumber] = []

    @Option(help: ArgumentHelp("Only copies of this member, like 0 or us-east1_0. May be repeated.", valueName: "id"))
    var member: [MemberID] = []

    /// The selection as the audit takes it.
    var selection: Selection {
        Selection(backups: backup, partitions: Set(partition.map(\.value)), members: Set(member))
    }
}

/// A partition id on the command line: 1 or more.
struct PartitionNumber: ExpressibleByArgument {
    let value: Int32

    init?(argument: String) {
        guard let value = Int32(canonical: argument), value >= 1 else { return nil }
        self.value = value
    }
}

extension BackupSelector: ExpressibleByArgument {
    /// Parses an id, a prefix with `*`, `latest` or `oldest`.
    public init?(argument: String) {
        self.init(argument)
    }
}

extension MemberID: ExpressibleByArgument {
    /// Parses a member id.
    public init?(argument: String) {
        self.init(argument)
    }
}
