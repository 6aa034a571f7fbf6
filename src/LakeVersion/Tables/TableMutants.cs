namespace LakeVersion.Tables;

/// <summary>Breaks on purpose what holds for tables in a lake. For tests of tests: each must be caught.</summary>
[Flags]
internal enum TableMutants
{
    None = 0,

    /// <summary>Checkpoints go wherever the commits of their log go: with a merge, and behind the versions of others.</summary>
    CarriesCheckpoints = 1,

    /// <summary>Commits that move behind others keep their times and row ids.</summary>
    RestampsNothing = 2,
}
