using LakeVersion.Storage;

namespace LakeVersion.Tests.Verifying;

/// <summary>A store under another name, since those in memory have one.</summary>
internal sealed class NamedStore(IObjectStore inner) : DelegatingStore(inner)
{
    public override string Name => "copy of " + Inner.Name;
}
