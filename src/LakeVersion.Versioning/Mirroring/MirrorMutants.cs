namespace LakeVersion.Versioning.Mirroring;

/// <summary>Breaks the protocol of mirrors on purpose. For tests of tests: each must be caught.</summary>
[Flags]
internal enum MirrorMutants
{
    None = 0,

    /// <summary>A mirror is collected on its own: it fences its logs.</summary>
    Collects = 1,

    /// <summary>Packs and objects come under their own keys, whatever the mirror may delete.</summary>
    UploadsAnywhere = 2,
}
