using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Tests.Erasing;

/// <summary>Does something just before the first entry of the log of erasures is written.</summary>
internal sealed class SlowStore(IObjectStore inner) : DelegatingStore(inner)
{
    public Func<Task>? BeforeOrder { get; set; }

    public override async ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        if (key.Value.StartsWith(RefName.Erasures.Log, StringComparison.Ordinal) && BeforeOrder is { } act)
        {
            BeforeOrder = null;
            await act();
        }

        return await base.CreateAsync(key, content, cancellationToken);
    }
}
