namespace LakeVersion.Versioning.Transactions;

/// <summary>Cancelled when every member of a group is: one impatient caller does not stop the others.</summary>
internal sealed class GroupCancellation : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<CancellationTokenRegistration> registrations = [];
    private int left;

    public GroupCancellation(IReadOnlyCollection<PendingCommit> group)
    {
        left = group.Count;
        foreach (var member in group)
        {
            registrations.Add(member.Cancellation.Register(OneLeft));
        }
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        source.Dispose();
    }

    private void OneLeft()
    {
        if (Interlocked.Decrement(ref left) == 0)
        {
            source.Cancel();
        }
    }
}
