using LakeVersion.Versioning.Publishing;

namespace LakeVersion.Versioning.Tests.Publishing;

/// <summary>A check of a name that does what it is told, and keeps what it was asked.</summary>
internal sealed class NamedCheck(string name, Func<PublishRequest, ValueTask> check) : IPublishCheck
{
    public string Name => name;

    public List<PublishRequest> Asked { get; } = [];

    public ValueTask CheckAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        lock (Asked)
        {
            Asked.Add(request);
        }

        return check(request);
    }
}
