-- With an id made by the client: the fingerprint of what it asked for. The same request again, however much later, gets
-- what was made then; another one with that id is refused.
alter table contact add column made_from bytea;
alter table interaction add column made_from bytea;
