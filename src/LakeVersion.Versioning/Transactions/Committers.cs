using System.Collections.Concurrent;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Transactions;

/// <summary>One committer for each branch that this process writes.</summary>
internal sealed class Committers
{
    private readonly LakeStore lake;
    private readonly ConcurrentDictionary<RefName, BranchCommitter> byBranch = new();

    public Committers(LakeStore lake) => this.lake = lake;

    public BranchCommitter For(RefName branch) => byBranch.GetOrAdd(branch, name => new BranchCommitter(lake, name));
}
