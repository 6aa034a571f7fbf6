namespace LakeVersion.Versioning.Verifying;

/// <summary>What to do about findings, in words.</summary>
internal static class Advice
{
    public const string Repair = "Put the object back from a backup or a copy of the lake: lv fsck --repair COPY";
    public const string Entry = Repair + ". Until then nothing that needs the entry can be read; no other entry is hurt.";
    public const string CutOff = "Compare with a mark kept elsewhere (lv audit verify --expect) and put the missing entries back from a copy: lv fsck --repair COPY";
    public const string Foreign = "No part of a lake stands there. Move it away; readers of the log stumble over it.";
    public const string Content = Repair + ", or take the path back to a revision that is whole: lv rollback";
    public const string Outside = "Put back what its owner removed or changed; or adopt it again with --replace, or take the path out of the lake.";
    public const string Record = "It was written so: somebody wrote to the store past LakeVersion, or a program erred. Compare with a copy of the lake; see lv audit.";
    public const string LeftOut = "This is a partial mirror; read it from the lake that it mirrors.";
    public const string Newer = "Check the lake with a newer LakeVersion.";
    public const string Unpublished = "Its writer stopped between commit and entry, or the entry was deleted from the log's end: a mark kept elsewhere tells which (lv audit verify --expect).";
    public const string Alive = "Take it out again: lv erase finish";
    public const string Table = "Files of the table are not as its log says. Restore a version that is whole (lv table restore), or put objects back from a copy: lv fsck --repair COPY";
}
