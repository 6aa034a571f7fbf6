using LakeVersion.Storage;

namespace LakeVersion.Versioning.Logs;

/// <summary>A movement was sent and its outcome could not be learned before the deadline; it may still take effect.</summary>
/// <remarks>Nothing was cleaned up. Resolve it by log, number and transaction id.</remarks>
public sealed class UnknownOutcomeException : LakeException
{
    internal UnknownOutcomeException(string log, long n, Id128 tx, Exception? cause)
        : base(
            LakeErrorKind.Unknown,
            $"It is unknown whether entry {n} of {log} was written by transaction {tx}: no clear answer came from the store. It may still take effect. Settle it with: lv resolve {Refs.RefLabel.Of(log)}#{n} {tx}",
            cause)
    {
        Log = log;
        N = n;
        Tx = tx;
    }

    /// <summary>The log's key prefix.</summary>
    public string Log { get; }

    /// <summary>The number that was tried.</summary>
    public long N { get; }

    /// <summary>The transaction that tried it.</summary>
    public Id128 Tx { get; }
}
