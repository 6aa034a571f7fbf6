using LakeVersion.Storage.Local;

namespace LakeVersion.Storage;

/// <summary>What a <see cref="LocalFolderStore"/> takes from outside. The defaults are right outside tests.</summary>
public sealed record LocalFolderOptions
{
    /// <summary>The store's clock, which also stamps files. The system's by default.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the names of unfinished files come from. The system's generator by default.</summary>
    public IEntropy Entropy { get; init; } = SystemEntropy.Instance;

    /// <summary>The files; replaced in tests by a layer that forgets what was not flushed.</summary>
    internal IFileLayer Files { get; init; } = SystemFileLayer.Instance;
}
